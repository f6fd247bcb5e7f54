import { describe, expect, test } from 'vitest';
import { explainVerificationFailure, verificationError } from '../../src/apiv3/verification-failure.js';
import type { VerificationFailure } from '../../src/apiv3/verify-response.js';
import { SignatureError } from '../../src/errors.js';
import { verbatim } from '../../src/shared/text.js';

const FAILURES: readonly { failure: VerificationFailure; code: string; says: readonly string[] }[] = [
  {
    failure: { reason: 'missing', headers: ['Wechatpay-Signature', 'Wechatpay-Serial'] },
    code: 'SIGNATURE_MISSING',
    says: ['not signed', 'Wechatpay-Signature, Wechatpay-Serial missing', 'check the proxy'],
  },
  {
    failure: { reason: 'bad-timestamp', timestamp: 'now' },
    code: 'SIGNATURE_BAD_TIMESTAMP',
    says: ['Wechatpay-Timestamp "now"', 'Unix seconds'],
  },
  {
    failure: { reason: 'skewed', offsetSeconds: 432 },
    code: 'SIGNATURE_EXPIRED',
    says: ['300 s', 'this clock is 7 min 12 s behind', 'NTP'],
  },
  {
    failure: { reason: 'probe', serial: 'PUB_KEY_ID_1' },
    code: 'SIGNATURE_PROBE',
    says: ['signature probe by WeChat Pay', 'may be retried'],
  },
  {
    failure: { reason: 'unknown-serial', serial: 'PUB_KEY_ID_2', known: ['PUB_KEY_ID_1', '0A'] },
    code: 'SIGNATURE_UNKNOWN_SERIAL',
    says: ['"PUB_KEY_ID_2"', 'configured: PUB_KEY_ID_1, 0A', 'Add the WeChat Pay public key', '`certs`'],
  },
  {
    failure: { reason: 'unknown-serial', serial: '0B', known: ['PUB_KEY_ID_1'] },
    code: 'SIGNATURE_UNKNOWN_SERIAL',
    says: ['"0B"', 'Add the platform certificate'],
  },
  {
    failure: { reason: 'malformed', header: 'Wechatpay-Nonce' },
    code: 'SIGNATURE_MALFORMED',
    says: ['malformed Wechatpay-Nonce', 'control characters'],
  },
  {
    failure: { reason: 'unsupported-type', type: 'WECHATPAY2-SM2-WITH-SM3' },
    code: 'SIGNATURE_UNSUPPORTED_TYPE',
    says: ['"WECHATPAY2-SM2-WITH-SM3"', 'not supported', 'expected WECHATPAY2-SHA256-RSA2048'],
  },
  {
    failure: { reason: 'no-clock' },
    code: 'SIGNATURE_NO_CLOCK',
    says: ['`now` is not a number', 'Date.now()'],
  },
  {
    failure: { reason: 'certificate-expired', serial: '0B', date: new Date('2026-01-02') },
    code: 'SIGNATURE_CERTIFICATE_EXPIRED',
    says: ['platform certificate 0B', 'expired on 2026-01-02', '`certs`'],
  },
  {
    failure: { reason: 'certificate-not-yet-valid', serial: '0B', date: new Date(Number.NaN) },
    code: 'SIGNATURE_CERTIFICATE_NOT_YET_VALID',
    says: ['platform certificate 0B', 'valid from an unreadable date only', 'clock'],
  },
  {
    failure: { reason: 'certificate-usage', serial: '0B' },
    code: 'SIGNATURE_CERTIFICATE_USAGE',
    says: ['certificate 0B', 'key usage does not allow signatures'],
  },
  {
    failure: { reason: 'mismatch', serial: 'PUB_KEY_ID_1' },
    code: 'SIGNATURE_MISMATCH',
    says: ['does not verify with PUB_KEY_ID_1', 'altered', 'download it again'],
  },
];

describe.each(FAILURES)('$code', ({ failure, code, says }) => {
  test('is explained: what came, what was expected, what to do', () => {
    const { message, hint } = explainVerificationFailure(failure, 'response');
    for (const part of says) expect(`${message.en}\n${hint.en}`).toContain(part);
    expect(message.en).toMatch(/\bthe response\b/);
    expect(explainVerificationFailure(failure, 'notification').message.en).toMatch(/\bthe notification\b/);
  });

  test('is an error with that code, and what is known of the exchange', () => {
    const facts = { status: 200, requestId: '08F1-268443699', outOrderNo: 'A1' };
    const error = verificationError(failure, 'response', facts);
    expect(error).toBeInstanceOf(SignatureError);
    expect(error).toMatchObject({
      type: 'signature',
      code,
      ...facts,
      texts: explainVerificationFailure(failure, 'response'),
    });
  });
});

describe('verificationError', () => {
  const failure: VerificationFailure = { reason: 'mismatch', serial: 'PUB_KEY_ID_1' };

  test('the hint of the caller goes before the general one, if there is one', () => {
    expect(verificationError(failure, 'response', { hint: verbatim('Run get.') }).hint).toBe('Run get.');
    expect(verificationError(failure, 'response', { hint: undefined }).hint).toContain('download it again');
  });
});

test('text from outside cannot move the cursor or forge a line', () => {
  const nasty = '\u001b[2J\nok\u009b\u202e';
  for (const failure of [
    { reason: 'bad-timestamp', timestamp: nasty },
    { reason: 'unsupported-type', type: nasty },
    { reason: 'unknown-serial', serial: nasty, known: [] },
  ] as const) {
    const { message } = explainVerificationFailure(failure, 'response');
    expect(message.en).toContain('\\u001b[2J\\nok');
    expect(message.en + message.zh).not.toMatch(/[\p{Cc}\u202e]/u);
  }
});
