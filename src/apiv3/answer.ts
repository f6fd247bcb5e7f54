import type { KeyRing } from './key-ring.js';
import { answerMessage } from './message.js';
import { isPublicKeyId } from './serial.js';
import { verifyMessage } from './signature.js';

/** How far, in seconds, a signed timestamp may be from the local clock, either way. */
export const TIMESTAMP_TOLERANCE_SECONDS = 300;

/** How the deliberately wrong signatures begin that WeChat Pay sends to see whether merchants verify. */
export const PROBE_PREFIX = 'WECHATPAY/SIGNTEST/';

/** The headers that every signed answer and notification carries. */
export const SIGNATURE_HEADERS = [
  'Wechatpay-Timestamp',
  'Wechatpay-Nonce',
  'Wechatpay-Signature',
  'Wechatpay-Serial',
] as const;

type SignatureHeader = (typeof SIGNATURE_HEADERS)[number];

/** Headers as Node, Fetch and plain objects give them; names in any case. */
export type HeaderSource = Headers | Readonly<Record<string, string | readonly string[] | undefined>>;

/** Why an answer was refused, with the facts that its reader needs. */
export type Refusal =
  | { reason: 'missing'; headers: readonly SignatureHeader[] }
  | { reason: 'bad-timestamp'; timestamp: string }
  | { reason: 'skewed'; offsetSeconds: number }
  | { reason: 'probe'; serial: string }
  | { reason: 'unknown-serial'; serial: string; known: readonly string[] }
  | { reason: 'mismatch'; serial: string };

/** The result of checking an answer. */
export type Verdict = { ok: true; serial: string } | ({ ok: false } & Refusal);

/** What is checked: the answer as it came, against which keys, at what time. */
export interface VerifyAnswerInput {
  headers: HeaderSource;
  /** The raw body bytes as received, before any decoding; empty for 204. */
  body: Uint8Array;
  keyRing: KeyRing;
  /** The local time in milliseconds since 1970. */
  now: number;
  /** Skip the check of the timestamp, for a notification that was kept. The signature is checked all the same. */
  ignoreTimestamp?: boolean;
}

/** One header by name, in any case; a header given twice is joined with a comma, as HTTP says. */
export function readHeader(headers: HeaderSource, name: string): string | undefined {
  // Of a Fetch Headers, `get` is the only method needed; asking for it avoids loading the global class.
  if (typeof headers['get'] === 'function') return headers.get(name) ?? undefined;
  const wanted = name.toLowerCase();
  // As Node gives them, which is nearly always.
  const direct: unknown = Object.hasOwn(headers, wanted) ? Reflect.get(headers, wanted) : undefined;
  if (typeof direct === 'string') return direct;
  const values = Object.entries(headers).flatMap(([key, value]) =>
    key.toLowerCase() === wanted && value !== undefined ? value : [],
  );
  return values.length > 0 ? values.join(', ') : undefined;
}

/**
 * Checks the signature of an answer or a notification: all four headers present, no probe, the timestamp within
 * 300 s, a known serial, and a signature over the raw bytes that verifies. Pure: the clock is an argument.
 * @see https://pay.weixin.qq.com/doc/v3/merchant/4013053249 (验证签名)
 */
export function verifyAnswer({ headers, body, keyRing, now, ignoreTimestamp = false }: VerifyAnswerInput): Verdict {
  const [timestamp, nonce, signature, serial] = SIGNATURE_HEADERS.map((name) => readHeader(headers, name)?.trim());
  if (!timestamp || !nonce || !signature || !serial) {
    const missing = SIGNATURE_HEADERS.filter((name) => !readHeader(headers, name)?.trim());
    return { ok: false, reason: 'missing', headers: missing };
  }
  if (signature.startsWith(PROBE_PREFIX)) return { ok: false, reason: 'probe', serial };
  if (!/^\d{1,12}$/.test(timestamp)) return { ok: false, reason: 'bad-timestamp', timestamp };
  const offsetSeconds = Math.round(Number(timestamp) - now / 1000);
  if (!ignoreTimestamp && Math.abs(Number(timestamp) - now / 1000) > TIMESTAMP_TOLERANCE_SECONDS) {
    return { ok: false, reason: 'skewed', offsetSeconds };
  }
  const key = keyRing.find(isPublicKeyId(serial) ? serial : serial.toUpperCase());
  if (!key) return { ok: false, reason: 'unknown-serial', serial, known: keyRing.ids };
  const message = answerMessage({ timestamp, nonce, body });
  return verifyMessage(message, signature, key.publicKey)
    ? { ok: true, serial: key.id }
    : { ok: false, reason: 'mismatch', serial: key.id };
}
