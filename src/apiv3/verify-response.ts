import type { KeyRing, VerifyingKey } from './key-ring.js';
import { responseMessage } from './message.js';
import { isPublicKeyId } from './serial.js';
import { SIGNATURE_TYPE, verifyMessage } from './signature.js';

/** How far, in seconds, a signed timestamp may be from the local clock, either way. */
export const TIMESTAMP_TOLERANCE_SECONDS = 300;

/** How the deliberately wrong signatures begin that WeChat Pay sends to see whether merchants verify. */
export const PROBE_PREFIX = 'WECHATPAY/SIGNTEST/';

/** Longer than any header of a signature: a key of 16384 bits signs with 2732 characters. */
const HEADER_LIMIT = 4096;

/** The headers that every signed response and notification carries. */
export const SIGNATURE_HEADERS = [
  'Wechatpay-Timestamp',
  'Wechatpay-Nonce',
  'Wechatpay-Signature',
  'Wechatpay-Serial',
] as const;

type SignatureHeader = (typeof SIGNATURE_HEADERS)[number];

/** Headers as Node, Fetch and plain objects give them; names in any case. */
export type HeaderSource = Headers | Readonly<Record<string, string | readonly string[] | undefined>>;

/** Why a response or a notification did not verify, with the facts that its reader needs. */
export type VerificationFailure =
  | { reason: 'missing'; headers: readonly SignatureHeader[] }
  | { reason: 'malformed'; header: SignatureHeader }
  | { reason: 'unsupported-type'; type: string }
  | { reason: 'bad-timestamp'; timestamp: string }
  | { reason: 'no-clock' }
  | { reason: 'skewed'; offsetSeconds: number }
  | { reason: 'probe'; serial: string }
  | { reason: 'unknown-serial'; serial: string; known: readonly string[] }
  | { reason: 'mismatch'; serial: string }
  | { reason: 'certificate-expired' | 'certificate-not-yet-valid'; serial: string; date: Date }
  | { reason: 'certificate-usage'; serial: string };

/** The result of checking a response or a notification. */
export type Verdict = { ok: true; serial: string } | ({ ok: false } & VerificationFailure);

/** What is checked: the response as it came, against which keys, at what time. */
export interface VerifyResponseInput {
  headers: HeaderSource;
  /** The raw body bytes as received, before any decoding; empty for 204. */
  body: Uint8Array;
  keyRing: KeyRing;
  /** The local time in milliseconds since 1970; without a finite number nothing verifies. */
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
 * Whether a value could have been signed: no control character within or around it but the blanks and tabs that HTTP
 * allows around a value, and no more characters than any signature has.
 */
const isWellFormed = (value: string | undefined): boolean =>
  value !== undefined && value.length <= HEADER_LIMIT && !/[^\P{Cc}\t]/u.test(value) && !value.trim().includes('\t');

/** What speaks against the key itself at a time (milliseconds since 1970); `undefined` when it may verify. */
const certificateFailure = (
  { id, validity, forSignatures }: VerifyingKey,
  at: number,
): VerificationFailure | undefined => {
  if (forSignatures === false) return { reason: 'certificate-usage', serial: id };
  if (validity === undefined) return undefined;
  // Written so that an invalid date fails.
  if (!(validity.from.getTime() <= at)) {
    return { reason: 'certificate-not-yet-valid', serial: id, date: validity.from };
  }
  return at < validity.to.getTime() ? undefined : { reason: 'certificate-expired', serial: id, date: validity.to };
};

const timeFailure = (seconds: number, now: unknown): VerificationFailure | undefined => {
  // A type holds in TypeScript only, and `NaN` even there.
  if (typeof now !== 'number' || !Number.isFinite(now)) return { reason: 'no-clock' };
  const offset = seconds - now / 1000;
  return Math.abs(offset) <= TIMESTAMP_TOLERANCE_SECONDS
    ? undefined
    : { reason: 'skewed', offsetSeconds: Math.round(offset) };
};

/**
 * Checks the signature of a response or a notification: all four headers present and well-formed, no probe, an RSA
 * signature, the timestamp within 300 s, a known serial, a signature over the raw bytes that verifies, and, for a
 * platform certificate, one that is valid now and meant for signatures. With `ignoreTimestamp` the certificate is judged
 * at the signed time. Every check fails closed. Pure: the clock is an argument.
 * @see https://pay.weixin.qq.com/doc/v3/merchant/4013053249 (验证签名)
 */
export function verifyResponse({ headers, body, keyRing, now, ignoreTimestamp }: VerifyResponseInput): Verdict {
  const values = SIGNATURE_HEADERS.map((name) => readHeader(headers, name));
  const [timestamp, nonce, signature, serial] = values.map((value) => value?.trim());
  if (!timestamp || !nonce || !signature || !serial) {
    const missing = SIGNATURE_HEADERS.filter((_, index) => !values[index]?.trim());
    return { ok: false, reason: 'missing', headers: missing };
  }
  const malformed = SIGNATURE_HEADERS.find((_, index) => !isWellFormed(values[index]));
  if (malformed !== undefined) return { ok: false, reason: 'malformed', header: malformed };
  if (signature.startsWith(PROBE_PREFIX)) return { ok: false, reason: 'probe', serial };
  const type = readHeader(headers, 'Wechatpay-Signature-Type')?.trim();
  if (type && type !== SIGNATURE_TYPE) return { ok: false, reason: 'unsupported-type', type };
  if (!/^\d{1,12}$/.test(timestamp)) return { ok: false, reason: 'bad-timestamp', timestamp };
  const seconds = Number(timestamp);
  const untimely = ignoreTimestamp === true ? undefined : timeFailure(seconds, now);
  if (untimely) return { ok: false, ...untimely };
  const key = keyRing.find(isPublicKeyId(serial) ? serial : serial.toUpperCase());
  if (!key) return { ok: false, reason: 'unknown-serial', serial, known: keyRing.ids };
  const message = responseMessage({ timestamp, nonce, body });
  if (!verifyMessage(message, signature, key.publicKey)) return { ok: false, reason: 'mismatch', serial: key.id };
  const invalid = certificateFailure(key, ignoreTimestamp === true ? seconds * 1000 : now);
  return invalid ? { ok: false, ...invalid } : { ok: true, serial: key.id };
}
