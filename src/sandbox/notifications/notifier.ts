import { setMaxListeners } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { inLanguage, type Text, toText } from '../../shared/text.js';
import type { OrderStore, StoredOrder } from '../api/order-store.js';
import { type ReceiveState, stateAt } from '../api/order-view.js';
import { createAlarm } from './alarm.js';
import type { Destination } from './destination.js';
import { createNotificationLog, type NotificationAttempt, type SentNotification } from './notification-log.js';
import { type HandlerResponse, isTaken } from './post-notification.js';
import { createPriorityQueue } from './priority-queue.js';
import { notificationId } from './write-notification.js';

/** How long WeChat Pay waits before each attempt, in seconds: after the state has changed, then after the attempt before. */
const SCHEDULE_SECONDS = [0, 15, 15, 30, 180, 1800, 1800, 1800, 1800, 3600] as const;

/** The most attempts that are under way at once. */
const CONCURRENCY = 16;

/** How far a notification stays behind the response to the request that caused it, in milliseconds. */
const HEAD_START_MS = 50;

/** What an attempt sends. */
interface NotificationContent {
  order: StoredOrder;
  /** The state that it tells of. */
  state: ReceiveState;
  id: string;
  /** When the state changed, in milliseconds since 1970. */
  changedAt: number;
  url: string;
}

/** Tells merchants of their orders. */
export interface Notifier {
  /** Plans the notification of an order for the moment when its state changes. */
  schedule(order: StoredOrder): void;
  /** The last 1000 notifications, oldest first. */
  sent(): readonly SentNotification[];
  /** Sends a notification once more, now; `undefined` for an id that is not known. */
  resend(id: string): Promise<SentNotification | undefined>;
  /** Waits for the attempts that are under way or due at once; how many notifications are not due yet. */
  settle(): Promise<{ notDue: number }>;
  /** Ends what is under way, and forgets what is planned. */
  close(): Promise<void>;
}

/** What a notifier needs. */
export interface NotifierOptions {
  store: Pick<OrderStore, 'get'>;
  /** Sends a notification once; rejects only once the signal has fired. */
  send: (content: NotificationContent, signal: AbortSignal) => Promise<HandlerResponse>;
  /** Where the notification of an order with this `notify_url` goes. */
  destination: (notifyUrl: string) => Destination;
  /** Told of every attempt and why it had no response, and of a notification that is held back and why. */
  onNotification?:
    | ((notification: SentNotification, attempt: NotificationAttempt | undefined, reason: Text | undefined) => void)
    | undefined;
  /** Milliseconds since 1970. */
  now: () => number;
  /** Divides the waits of the schedule. */
  speed: number;
}

/** A plan holds the number of its order only: with many orders, what they say stays in the store. */
interface Plan {
  outOrderNo: string;
  /** When the order's state changes, in milliseconds since 1970: tells this change from a later one. */
  changedAt: number;
  /** Known from the first attempt on. */
  id?: string;
  /** Milliseconds since 1970. */
  due: number;
  /** From 1. */
  attempt: number;
}

/**
 * Sends each notification on the documented schedule until it is taken. Plans are kept in memory: they end with the
 * sandbox.
 */
export function createNotifier({ store, send, destination, onNotification, now, speed }: NotifierOptions): Notifier {
  const plans = createPriorityQueue<Plan>();
  const log = createNotificationLog();
  const underWay = new Set<Promise<void>>();
  const stopping = new AbortController();
  // Each attempt listens to it; Node warns of a leak from the eleventh on.
  setMaxListeners(0, stopping.signal);
  /** How many notifications are due but wait for the response to the request that caused them. */
  let starting = 0;
  const alarm = createAlarm(() => proceed(), now);

  const plan = (next: Omit<Plan, 'due'>, since: number): void => {
    const wait = SCHEDULE_SECONDS[next.attempt - 1] ?? 0;
    plans.add({ ...next, due: since + (wait * 1000) / speed });
  };

  /** The entry of a notification that is sent for the first time. */
  const begin = (order: StoredOrder): SentNotification => {
    const { url, heldBack } = destination(order.request.notify_url);
    return log.record({
      id: notificationId(order.received_at, `${order.order_id} ${order.received_at}`),
      out_order_no: order.request.out_order_no,
      order_receive_state: stateAt(order, Math.max(now(), order.received_at)),
      url,
      state: heldBack === undefined ? 'pending' : 'held-back',
      reason: heldBack === undefined ? null : inLanguage(heldBack, 'en'),
    });
  };

  const attemptOnce = async (
    entry: SentNotification,
    order: StoredOrder,
    changedAt: number,
  ): Promise<SentNotification> => {
    const at = new Date(now()).toISOString();
    const { id, order_receive_state: state, url } = entry;
    const { status, body, error } = await send({ order, state, id, changedAt, url }, stopping.signal);
    const attempts = log.find(id)?.attempts ?? [];
    const number = (attempts.at(-1)?.attempt ?? 0) + 1;
    const attempt = { attempt: number, at, status, body, error: error?.en ?? null };
    const tried = attempt.attempt < SCHEDULE_SECONDS.length ? 'pending' : 'given-up';
    const settled = isTaken(status) || log.find(id)?.state === 'taken' ? 'taken' : tried;
    const recorded = log.record({ ...entry, state: settled, reason: null }, attempt);
    onNotification?.(recorded, attempt, error ?? undefined);
    return recorded;
  };

  const carryOut = async ({ outOrderNo, changedAt, id, attempt }: Plan): Promise<void> => {
    const order = await store.get(outOrderNo);
    if (!order || stopping.signal.aborted) return;
    // A state that was set by hand before has its own plan.
    if (id === undefined && order.received_at !== changedAt) return;
    const entry = id === undefined ? begin(order) : log.find(id);
    if (entry?.state === 'held-back') {
      const { heldBack = '' } = destination(order.request.notify_url);
      onNotification?.(entry, undefined, toText(heldBack));
    }
    if (entry?.state !== 'pending') return;
    const { state } = await attemptOnce(entry, order, changedAt);
    if (state === 'pending') plan({ outOrderNo, changedAt, id: entry.id, attempt: attempt + 1 }, now());
  };

  const proceed = (): void => {
    if (stopping.signal.aborted) return;
    while (underWay.size < CONCURRENCY && (plans.peek()?.due ?? Number.POSITIVE_INFINITY) <= now()) {
      const due = plans.take();
      if (!due) return;
      const job: Promise<void> = carryOut(due)
        // A store that cannot be read, or the end of the sandbox: there is nobody to tell.
        .catch(() => {})
        .then(() => {
          underWay.delete(job);
          proceed();
        });
      underWay.add(job);
    }
    const next = plans.peek();
    if (next && underWay.size < CONCURRENCY) alarm.setFor(next.due);
  };

  return {
    schedule: (order) => {
      // Nobody is told that the insurer has not confirmed yet.
      if (order.state === 'RECEIVING') return;
      const add = (): void => {
        plan({ outOrderNo: order.request.out_order_no, changedAt: order.received_at, attempt: 1 }, order.received_at);
        proceed();
      };
      if (order.received_at > now() + HEAD_START_MS) return add();
      starting += 1;
      setTimeout(() => {
        starting -= 1;
        add();
      }, HEAD_START_MS).unref();
    },
    sent: () => log.entries(),
    resend: async (id) => {
      const entry = log.find(id);
      const order = entry && (await store.get(entry.out_order_no));
      if (!entry || !order) return undefined;
      return entry.state === 'held-back' ? entry : attemptOnce(entry, order, order.received_at);
    },
    settle: async () => {
      while (!stopping.signal.aborted && underWay.size + starting > 0) {
        await (underWay.size > 0 ? Promise.all(underWay) : delay(HEAD_START_MS));
      }
      return { notDue: plans.count(({ id }) => id === undefined) };
    },
    close: async () => {
      alarm.stop();
      stopping.abort();
      await Promise.all(underWay);
    },
  };
}
