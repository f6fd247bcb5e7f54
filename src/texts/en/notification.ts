import type { Text } from '../../shared/text.js';

/** A part of a notification. */
export type NotificationPart = 'body' | 'resource';

const parts: Readonly<Record<NotificationPart, string>> = { body: 'the body', resource: 'the decrypted resource' };

/** Notifications that cannot be taken, or not be delivered. */
export const notification = {
  undocumented: (problem: Text) =>
    `the notification is well signed, but its content is not as documented: ${problem.en}`,
  undocumentedHint: () => 'Keep it, and look for a newer wxpay; WeChat Pay sends again what is not taken.',
  notJson: (part: NotificationPart, bytes: number) => `${parts[part]}, ${bytes} bytes, is not valid JSON`,
  problem: (part: NotificationPart, problem: Text) => `${parts[part]}: ${problem.en}`,
  algorithm: (found: string, expected: string) => `resource.algorithm is ${found}, expected ${expected}`,
  tooLarge: (limit: number) => `the notification is longer than ${limit} bytes`,
  tooLargeHint: () => 'It did not come from WeChat Pay: a notification has about a thousand bytes.',
  notRaw: () => 'the raw body of the notification is not there: something has read or parsed it before',
  notRawHint: () =>
    "The signature is over the raw bytes. Keep body parsers away from this route, or use one that keeps bytes, such as express.raw({ type: '*/*' }), and pass { headers, body }.",
  incomplete: () => 'the sender left before its notification was complete',
  incompleteHint: () => 'WeChat Pay sends it again.',
  targetLate: (url: string) => `${url} did not respond in time`,
  targetLateHint: () => 'WeChat Pay waits 5 s: take the notification, respond with 204, and do the work afterwards.',
  targetGone: (url: string, reason: Text) => `${url} does not respond: ${reason.en}`,
  targetGoneHint: (origin: string) => `Is your server running on ${origin}?`,
  missingHint: () =>
    'WeChat Pay sends all four with every notification: check the proxy in front of your server, it may drop them. Without them this is somebody else.',
  probeHint: () => 'WeChat Pay sends these, rarely, to check that merchants verify. Refusing it, with 401, is correct.',
  skewedHint: () =>
    'Set the clock of this machine (NTP). For a notification that was kept, `ignoreTimestamp` leaves the time out; the signature is verified all the same.',
  mismatchHint: (serial: string) =>
    `The signature is over the raw bytes: a body that was parsed and written again does not verify. Or the key under \`certs\` for ${serial} is not the one with this id: download it again.`,
};
