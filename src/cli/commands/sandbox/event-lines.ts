import type { NotificationAttempt, SandboxEvent, SeenRequest, SentNotification } from '../../../sandbox/index.js';
import { printable, toPrintableJson } from '../../../shared/printable.js';
import { inLanguage, type Language, type Text, toText } from '../../../shared/text.js';
import { saySandbox } from '../../../texts/sandbox.js';
import { clockTime } from '../../output/clock-time.js';

const short = (text: Text, longest: number): Text => ({
  zh: printable(text.zh, longest),
  en: printable(text.en, longest),
});

const requestLine = ({ at, method, target, status, code, fault }: SeenRequest, reason: Text | undefined): Text => {
  const outcome = status === null ? saySandbox('noResponse') : toText([status, code].filter(Boolean).join(' '));
  const call = saySandbox('request', clockTime(at), method, printable(target, 200), outcome);
  const why = fault === null ? reason && short(reason, 300) : saySandbox('fault', fault);
  return why === undefined ? call : saySandbox('because', call, why);
};

const NEXT_STEP: Readonly<Record<SentNotification['state'], Text>> = {
  taken: saySandbox('taken'),
  pending: saySandbox('pending'),
  'given-up': saySandbox('givenUp'),
  'held-back': saySandbox('heldBack'),
};

const notificationLine = (
  { id, out_order_no: number, order_receive_state: state, url, state: outcome }: SentNotification,
  attempt: NotificationAttempt | undefined,
  reason: Text | undefined,
  now: number,
): Text => {
  const why = reason ?? saySandbox('noResponse');
  const head = saySandbox('notification', id, number, state);
  if (!attempt) {
    return saySandbox('notSentBecause', clockTime(new Date(now).toISOString()), head, short(why, 300));
  }
  const response = attempt.status === null ? short(why, 200) : toText(String(attempt.status));
  const sent = saySandbox('sent', clockTime(attempt.at), head, printable(url, 200), response);
  return saySandbox('because', sent, NEXT_STEP[outcome]);
};

/** An event as one line for a person: time, call, status, and why. */
export function eventLine(event: SandboxEvent, now: number, language: Language): string {
  const { reason } = event;
  const line =
    event.event === 'request'
      ? requestLine(event.request, reason)
      : notificationLine(event.notification, event.attempt, reason, now);
  return inLanguage(line, language);
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
