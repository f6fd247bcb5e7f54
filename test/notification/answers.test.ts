import { expect, test } from 'vitest';
import { NetworkError, SignatureError } from '../../src/errors.js';
import { refuseNotification, TAKEN } from '../../src/notification/answers.js';

test('a notification that was taken is answered with 204 and nothing', () => {
  expect(TAKEN).toEqual({ status: 204, headers: {}, body: '' });
});

test.each([
  [new NetworkError('x', { code: 'NOTIFICATION_TOO_LARGE', outcome: 'unknown' }), 413],
  [new NetworkError('x', { code: 'NOTIFICATION_INCOMPLETE', outcome: 'unknown' }), 408],
  [new NetworkError('x', { code: 'BAD_NOTIFICATION', outcome: 'unknown' }), 400],
  [new Error('the key /home/me/key.pem is missing'), 500],
  ['thrown', 500],
])('%s is answered with %i, and with no word of what was wrong here', (error, status) => {
  const { body, ...answer } = refuseNotification(error);
  expect(answer).toEqual({ status, headers: { 'Content-Type': 'application/json; charset=utf-8' } });
  expect(JSON.parse(body)).toEqual({ code: 'FAIL', message: expect.not.stringContaining('/home') });
});

test('one that did not verify is answered with 401 and the kind of failure', () => {
  const { status, body } = refuseNotification(new SignatureError('x', { code: 'SIGNATURE_MISMATCH' }));
  expect(status).toBe(401);
  expect(JSON.parse(body).message).toContain('SIGNATURE_MISMATCH');
});
