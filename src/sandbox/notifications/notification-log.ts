/** One try at sending a notification. */
export interface NotificationAttempt {
  /** From 1. */
  attempt: number;
  /** RFC 3339, UTC. */
  at: string;
  /** HTTP status of the response; `null` when none came in time. */
  status: number | null;
  /** Why there was no response; `null` when there was one. */
  error: string | null;
}

/** A notification as the sandbox shows it to its users. */
export interface SentNotification {
  /** `EV-…`, the same for all attempts. */
  id: string;
  out_order_no: string;
  url: string;
  /** `pending` will be tried again, `taken` was answered with 200 or 204, `given-up` was not, ten times. */
  state: 'pending' | 'taken' | 'given-up';
  attempts: NotificationAttempt[];
}

/** What was sent lately. */
export interface NotificationLog {
  /** Adds an attempt to the notification with this id. */
  add(notification: Omit<SentNotification, 'attempts'>, attempt: NotificationAttempt): void;
  /** The last 1000 notifications, oldest first. */
  entries(): readonly SentNotification[];
}

const LIMIT = 1000;

/** A log that is bounded in number; each notification has ten attempts at most. */
export function createNotificationLog(): NotificationLog {
  const sent = new Map<string, SentNotification>();
  return {
    add: (notification, attempt) => {
      const before = sent.get(notification.id)?.attempts ?? [];
      sent.set(notification.id, { ...notification, attempts: [...before, attempt] });
      const [oldest] = sent.keys();
      if (sent.size > LIMIT && oldest !== undefined) sent.delete(oldest);
    },
    entries: () => [...sent.values()],
  };
}
