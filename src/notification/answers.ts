import { NetworkError, SignatureError } from '../errors.js';

/** What is answered to a notification. */
export interface NotificationResponse {
  status: number;
  headers: Record<string, string>;
  body: string;
}

/** The answer for a notification that was taken. */
export const TAKEN: NotificationResponse = { status: 204, headers: {}, body: '' };

/** The answer by which WeChat Pay knows to send the notification again. */
export function fail(status: number, message: string, headers: Record<string, string> = {}): NotificationResponse {
  return {
    status,
    headers: { 'Content-Type': 'application/json; charset=utf-8', ...headers },
    body: JSON.stringify({ code: 'FAIL', message }),
  };
}

/**
 * What to answer when a notification could not be taken: 401 when it is not verified, 413 when it is too large, 408
 * when it does not come to its end, 400 when its content is not as documented, 500 for anything else (a wrong APIv3 key,
 * a failure of your own code).
 * The sender may be anybody: the answer says the kind of failure and nothing of the configuration.
 */
export function refuseNotification(error: unknown): NotificationResponse {
  if (error instanceof SignatureError) return fail(401, `the signature did not verify: ${error.code}`);
  if (error instanceof NetworkError) {
    if (error.code === 'NOTIFICATION_TOO_LARGE') return fail(413, 'too large');
    if (error.code === 'NOTIFICATION_INCOMPLETE') return fail(408, 'incomplete');
    if (error.code === 'BAD_NOTIFICATION') return fail(400, 'content not as documented');
  }
  return fail(500, 'it could not be processed');
}
