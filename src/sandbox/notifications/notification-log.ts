import type { ReceiveState } from '../api/order-view.js';

/** One try at sending a notification. */
export interface NotificationAttempt {
  /** From 1. */
  attempt: number;
  /** RFC 3339, UTC. */
  at: string;
  /** HTTP status of the response; `null` when none came in time. */
  status: number | null;
  /** The beginning of the response body. */
  body: string;
  /** Why there was no response; `null` when there was one. */
  error: string | null;
}

/** A notification as the sandbox shows it to its users. */
export interface SentNotification {
  /** `EV-…`, the same for all attempts. */
  id: string;
  out_order_no: string;
  /** The state that it tells of. */
  order_receive_state: ReceiveState;
  url: string;
  /**
   * `pending` will be tried again, `taken` was answered with 200 or 204, `given-up` was not, ten times, `held-back` was
   * not sent because it would have left this machine.
   */
  state: 'pending' | 'taken' | 'given-up' | 'held-back';
  /** Why it was held back; `null` unless it was. */
  reason: string | null;
  attempts: NotificationAttempt[];
}

/** The notifications of late. */
export interface NotificationLog {
  /** Adds or replaces the notification with this id, and with it an attempt if one was made. */
  record(notification: Omit<SentNotification, 'attempts'>, attempt?: NotificationAttempt): SentNotification;
  find(id: string): SentNotification | undefined;
  /** The last 1000 notifications, oldest first. */
  entries(): readonly SentNotification[];
}

const LIMIT = 1000;

/** The most attempts that are kept of one notification: resending has no limit of its own. */
const ATTEMPTS_KEPT = 50;

/** A log that is bounded in number. */
export function createNotificationLog(): NotificationLog {
  const sent = new Map<string, SentNotification>();
  return {
    record: (notification, attempt) => {
      const before = sent.get(notification.id)?.attempts ?? [];
      const attempts = attempt ? [...before, attempt].slice(-ATTEMPTS_KEPT) : before;
      const entry = { ...notification, attempts };
      sent.set(notification.id, entry);
      const [oldest] = sent.keys();
      if (sent.size > LIMIT && oldest !== undefined) sent.delete(oldest);
      return entry;
    },
    find: (id) => sent.get(id),
    entries: () => [...sent.values()],
  };
}
