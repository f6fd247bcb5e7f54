import { setMaxListeners } from 'node:events';
import type { OrderStore, StoredOrder } from '../api/order-store.js';
import { createNotificationLog, type SentNotification } from './notification-log.js';
import { type HandlerResponse, isDeliverable, isTaken } from './post-notification.js';
import { createPriorityQueue } from './priority-queue.js';
import { notificationId } from './write-notification.js';

/** How long WeChat Pay waits before each attempt, in seconds: after the state has changed, then after the attempt before. */
const SCHEDULE_SECONDS = [0, 15, 15, 30, 180, 1800, 1800, 1800, 1800, 3600] as const;

/** The most attempts that are under way at once. */
const CONCURRENCY = 16;

/** Longer timers fire at once. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** Tells merchants of their orders. */
export interface Notifier {
  /** Plans the notification of an order for the moment when its state changes. */
  schedule(order: StoredOrder): void;
  /** The last 1000 notifications that were sent, oldest first. */
  sent(): readonly SentNotification[];
  /** Ends what is under way, and forgets what is planned. */
  close(): Promise<void>;
}

/** What a notifier needs. */
export interface NotifierOptions {
  store: Pick<OrderStore, 'get'>;
  /** Sends the notification of an order as it is now; rejects only once the signal has fired. */
  send: (order: StoredOrder, id: string, signal: AbortSignal) => Promise<HandlerResponse>;
  /** Milliseconds since 1970. */
  now: () => number;
  /** Divides the waits of the schedule. */
  speed: number;
}

/** A plan holds the number of its order only: with many orders, what they say stays in the store. */
interface Plan {
  outOrderNo: string;
  /** Milliseconds since 1970. */
  due: number;
  /** From 1. */
  attempt: number;
}

/**
 * Sends each notification on the documented schedule until it is taken. Plans are kept in memory: they end with the
 * sandbox. One timer, for the first of them; it keeps no process alive.
 */
export function createNotifier({ store, send, now, speed }: NotifierOptions): Notifier {
  const plans = createPriorityQueue<Plan>();
  const log = createNotificationLog();
  const underWay = new Set<Promise<void>>();
  const stopping = new AbortController();
  // Each attempt listens to it; Node warns of a leak from the eleventh on.
  setMaxListeners(CONCURRENCY, stopping.signal);
  let timer: NodeJS.Timeout | undefined;

  const plan = (outOrderNo: string, attempt: number, since: number): void => {
    const wait = SCHEDULE_SECONDS[attempt - 1] ?? 0;
    plans.add({ outOrderNo, attempt, due: since + (wait * 1000) / speed });
  };

  const carryOut = async ({ outOrderNo, attempt }: Plan): Promise<void> => {
    const order = await store.get(outOrderNo);
    if (!order || stopping.signal.aborted) return;
    const id = notificationId(order.received_at, order.order_id);
    const at = new Date(now()).toISOString();
    const { status, error } = await send(order, id, stopping.signal);
    const state = isTaken(status) ? 'taken' : attempt < SCHEDULE_SECONDS.length ? 'pending' : 'given-up';
    const url = order.request.notify_url;
    log.add({ id, out_order_no: outOrderNo, url, state }, { attempt, at, status, error });
    if (state === 'pending') plan(outOrderNo, attempt + 1, now());
  };

  const proceed = (): void => {
    clearTimeout(timer);
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
    if (!next || underWay.size >= CONCURRENCY) return;
    timer = setTimeout(proceed, Math.min(Math.max(next.due - now(), 1), LONGEST_TIMER_MS)).unref();
  };

  return {
    schedule: (order) => {
      if (!isDeliverable(order.request.notify_url)) return;
      plan(order.request.out_order_no, 1, order.received_at);
      proceed();
    },
    sent: () => log.entries(),
    close: async () => {
      clearTimeout(timer);
      stopping.abort();
      await Promise.all(underWay);
    },
  };
}
