import { describe, expect, it } from 'vitest';
import { eventJson, eventLine } from '../../../../src/cli/commands/sandbox/event-lines.js';
import type { SandboxEvent, SeenRequest, SentNotification } from '../../../../src/sandbox/index.js';
import { toText } from '../../../../src/shared/text.js';

const AT = '2026-11-23T04:03:11.000Z';
const CLOCK = '\\d\\d:\\d\\d:11';

const request = (change: Partial<SeenRequest>): SandboxEvent => ({
  event: 'request',
  reason: change.reason ? toText(change.reason) : undefined,
  request: {
    id: 1,
    at: AT,
    method: 'POST',
    target: '/v3/orders',
    headers: {},
    body: '',
    status: 200,
    fault: null,
    code: null,
    reason: null,
    ms: 3,
    checks: [],
    signing: null,
    response: '',
    ...change,
  },
});

const notification = (change: Partial<SentNotification>, status?: number | null): SandboxEvent => ({
  event: 'notification',
  reason: status === null ? toText('connect ECONNREFUSED') : change.reason ? toText(change.reason) : undefined,
  notification: {
    id: 'EV-1',
    out_order_no: 'N1',
    order_receive_state: 'RECEIVED',
    url: 'http://127.0.0.1:1/notify',
    state: 'taken',
    reason: null,
    attempts: [],
    ...change,
  },
  attempt:
    status === undefined
      ? undefined
      : { attempt: 1, at: AT, status, body: '', error: status === null ? 'connect ECONNREFUSED' : null },
});

const line = (event: SandboxEvent) => eventLine(event, Date.parse(AT), 'en');

describe('a line for a person', () => {
  it.each([
    [request({}), 'POST /v3/orders → 200'],
    [
      request({ status: 401, code: 'SIGN_ERROR', reason: 'body differs from what was signed' }),
      'POST /v3/orders → 401 SIGN_ERROR: body differs from what was signed',
    ],
    [request({ status: null, fault: 'reset' }), 'POST /v3/orders → no response: fault reset'],
    [request({ status: 500, code: 'SYSTEM_ERROR', fault: '500' }), 'POST /v3/orders → 500 SYSTEM_ERROR: fault 500'],
    [notification({}, 204), 'notification EV-1 of N1 \\(RECEIVED\\) → http://127.0.0.1:1/notify → 204: taken'],
    [notification({ state: 'pending' }, null), '.* → connect ECONNREFUSED: not taken, will be sent again'],
    [notification({ state: 'held-back', reason: 'why' }), 'notification EV-1 of N1 \\(RECEIVED\\) held back, why'],
  ])('%#: %s', (event, expected) => {
    expect(line(event)).toMatch(new RegExp(`^${CLOCK} ${expected}$`));
  });

  it('is one line, whatever a client sends', () => {
    const hostile = '/\u001b[31m\u0085\u202e\n\u2028';
    const told = line(request({ target: hostile, reason: hostile }));
    for (const character of ['\u001b', '\u0085', '\u202e', '\n', '\u2028']) expect(told).not.toContain(character);
  });
});

describe('a line of JSON', () => {
  it('holds the facts of a request, and nothing that a terminal obeys', () => {
    const text = eventJson(request({ target: '/\u0085\u202e', reason: '\u200b\u001b' }));
    for (const character of ['\u001b', '\u0085', '\u202e', '\u200b']) expect(text).not.toContain(character);
    expect(JSON.parse(text)).toEqual({
      event: 'request',
      id: 1,
      at: AT,
      method: 'POST',
      target: '/\u0085\u202e',
      status: 200,
      code: null,
      reason: '\u200b\u001b',
      fault: null,
      ms: 3,
    });
  });

  it('holds a notification with its latest attempt', () => {
    expect(JSON.parse(eventJson(notification({}, 204)))).toMatchObject({
      event: 'notification',
      id: 'EV-1',
      state: 'taken',
      attempt: 1,
      status: 204,
    });
  });
});

it('speaks Chinese', () => {
  const told = [
    request({ status: null, fault: 'reset' }),
    notification({}, 204),
    notification({ state: 'pending' }, null),
    notification({ state: 'held-back', reason: '原因' }),
  ].map((event) => eventLine(event, Date.parse(AT), 'zh').slice('00:00:00 '.length));
  expect(told).toEqual([
    'POST /v3/orders → 无应答：故障 reset',
    '订单 N1（RECEIVED）的通知 EV-1 → http://127.0.0.1:1/notify → 204：已接收',
    '订单 N1（RECEIVED）的通知 EV-1 → http://127.0.0.1:1/notify → connect ECONNREFUSED：未被接收，将再次发送',
    '订单 N1（RECEIVED）的通知 EV-1 未发出：原因',
  ]);
});
