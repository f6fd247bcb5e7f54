import type { NotificationAttempt, SandboxEvent, SeenRequest, SentNotification } from '../../../sandbox/index.js';
import { printable, toPrintableJson } from '../../../shared/printable.js';

const clock = (at: string): string => {
  const time = new Date(at);
  return [time.getHours(), time.getMinutes(), time.getSeconds()].map((part) => String(part).padStart(2, '0')).join(':');
};

const requestLine = ({ at, method, target, status, code, reason, fault }: SeenRequest): string => {
  const outcome = [status ?? 'no response', code].filter((part) => part !== null).join(' ');
  const why = fault === null ? reason : `fault ${fault}`;
  return `${clock(at)} ${method} ${printable(target, 200)} → ${outcome}${why === null ? '' : `: ${printable(why, 300)}`}`;
};

const NEXT_STEP: Readonly<Record<SentNotification['state'], string>> = {
  taken: 'taken',
  pending: 'not taken, will be sent again',
  'given-up': 'not taken, given up',
  'held-back': 'held back',
};

const notificationLine = (notification: SentNotification, attempt: NotificationAttempt | undefined): string => {
  const { id, out_order_no: number, order_receive_state: state, url, reason } = notification;
  const head = `notification ${id} of ${number} (${state})`;
  if (!attempt) return `${head} held back, ${printable(reason ?? '', 300)}`;
  const outcome = attempt.status ?? printable(attempt.error ?? 'no response', 200);
  return `${clock(attempt.at)} ${head} → ${printable(url, 200)} → ${outcome}: ${NEXT_STEP[notification.state]}`;
};

/** An event as one line for a person: time, call, status, and why. */
export function eventLine(event: SandboxEvent, now: number): string {
  if (event.event === 'request') return requestLine(event.request);
  const line = notificationLine(event.notification, event.attempt);
  return event.attempt ? line : `${clock(new Date(now).toISOString())} ${line}`;
}

const pickRequest = ({ id, at, method, target, status, code, reason, fault, ms }: SeenRequest) => ({
  id,
  at,
  method,
  target,
  status,
  code,
  reason,
  fault,
  ms,
});

const pickNotification = ({ attempts: _, ...notification }: SentNotification) => notification;

/** An event as one line of JSON. */
export function eventJson(event: SandboxEvent): string {
  const told =
    event.event === 'request'
      ? { event: event.event, ...pickRequest(event.request) }
      : { event: event.event, ...pickNotification(event.notification), ...event.attempt };
  return toPrintableJson(told);
}
