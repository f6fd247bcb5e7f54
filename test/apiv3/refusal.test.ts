import { describe, expect, test } from 'vitest';
import type { Refusal } from '../../src/apiv3/answer.js';
import { explainRefusal, refusalError } from '../../src/apiv3/refusal.js';
import { SignatureError } from '../../src/errors.js';

const REFUSALS: readonly { refusal: Refusal; code: string; says: readonly string[] }[] = [
  {
    refusal: { reason: 'missing', headers: ['Wechatpay-Signature', 'Wechatpay-Serial'] },
    code: 'SIGNATURE_MISSING',
    says: ['not signed', 'Wechatpay-Signature, Wechatpay-Serial missing', 'check the proxy'],
  },
  {
    refusal: { reason: 'bad-timestamp', timestamp: 'now' },
    code: 'SIGNATURE_BAD_TIMESTAMP',
    says: ['Wechatpay-Timestamp "now"', 'Unix seconds'],
  },
  {
    refusal: { reason: 'skewed', offsetSeconds: 432 },
    code: 'SIGNATURE_EXPIRED',
    says: ['300 s', 'this clock is 7 min 12 s behind', 'NTP'],
  },
  {
    refusal: { reason: 'probe', serial: 'PUB_KEY_ID_1' },
    code: 'SIGNATURE_PROBE',
    says: ['signature probe by WeChat Pay', 'may be repeated'],
  },
  {
    refusal: { reason: 'unknown-serial', serial: 'PUB_KEY_ID_2', known: ['PUB_KEY_ID_1', '0A'] },
    code: 'SIGNATURE_UNKNOWN_SERIAL',
    says: ['"PUB_KEY_ID_2"', 'configured: PUB_KEY_ID_1, 0A', 'Add the WeChat Pay public key', '`certs`'],
  },
  {
    refusal: { reason: 'unknown-serial', serial: '0B', known: ['PUB_KEY_ID_1'] },
    code: 'SIGNATURE_UNKNOWN_SERIAL',
    says: ['"0B"', 'Add the platform certificate'],
  },
  {
    refusal: { reason: 'mismatch', serial: 'PUB_KEY_ID_1' },
    code: 'SIGNATURE_MISMATCH',
    says: ['does not verify with PUB_KEY_ID_1', 'altered', 'download it again'],
  },
];

describe.each(REFUSALS)('pain 35: $code', ({ refusal, code, says }) => {
  test('is explained: what came, what was expected, what to do', () => {
    const { message, hint } = explainRefusal(refusal, 'answer');
    for (const part of says) expect(`${message}\n${hint}`).toContain(part);
    expect(message).toMatch(/\bthe answer\b/);
    expect(explainRefusal(refusal, 'notification').message).toMatch(/\bthe notification\b/);
  });

  test('is an error with that code, and what is known of the exchange', () => {
    const facts = { status: 200, requestId: '08F1-268443699', outOrderNo: 'A1' };
    const error = refusalError(refusal, 'answer', facts);
    expect(error).toBeInstanceOf(SignatureError);
    expect(error).toMatchObject({ type: 'signature', code, ...facts, ...explainRefusal(refusal, 'answer') });
  });
});

describe('refusalError', () => {
  const refusal: Refusal = { reason: 'mismatch', serial: 'PUB_KEY_ID_1' };

  test('adds the consequence that the caller knows', () => {
    const error = refusalError(refusal, 'answer', { consequence: 'order A1 may exist' });
    expect(error.message).toMatch(/PUB_KEY_ID_1; order A1 may exist$/);
  });

  test('the hint of the caller goes before the general one, if there is one', () => {
    expect(refusalError(refusal, 'answer', { hint: 'Run get.' }).hint).toBe('Run get.');
    expect(refusalError(refusal, 'answer', { hint: undefined }).hint).toContain('download it again');
  });
});

test('text from outside cannot move the cursor or forge a line', () => {
  const nasty = '\u001b[2J\nok';
  for (const refusal of [
    { reason: 'bad-timestamp', timestamp: nasty },
    { reason: 'unknown-serial', serial: nasty, known: [] },
  ] as const) {
    const { message } = explainRefusal(refusal, 'answer');
    expect(message).toContain('\\u001b[2J\\nok');
    expect(message).not.toContain('\n');
  }
});
