import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ApiError, NetworkError, SignatureError } from '../../src/errors.js';
import type { Caller } from '../../src/http/caller.js';
import type { CallerOptions, Environment } from '../../src/http/types.js';
import { createOrder, createOrderCall } from '../../src/insurance/orders.js';
import { confirmRefusal, getOrder, isRefusal, requireOwn, settle } from '../../src/insurance/read-back.js';
import { type Harness, rejection, startHarness } from '../helpers/harness.js';
import { type Prepared, type Seen, startSigningServer } from '../helpers/signing-server.js';

let harness: Harness;
const closing: (() => unknown)[] = [];
beforeAll(async () => {
  harness = await startHarness();
});
afterAll(async () => {
  await Promise.all(closing.map((close) => close()));
  await harness.dispose();
});

const ORDER = { out_order_no: 'n1', openid: 'o1', notify_url: 'https://example.com/notify' };
const ANSWER = { order_id: '1', out_order_no: 'n1', openid: 'o1', order_receive_state: 'RECEIVED' };
const json = (status: number, body: unknown): Prepared => ({ status, body: Buffer.from(JSON.stringify(body)) });
const refusal = (status: number, code: string) => json(status, { code, message: 'no' });
const ABSENT = refusal(404, 'RESOURCE_NOT_EXISTS');

/** A server that answers as told, request by request, the last answer again and again; and a caller in which no real time passes. */
const serve = async (...answers: readonly (Prepared | ((seen: Seen) => Prepared))[]) => {
  let count = 0;
  const server = await startSigningServer((seen) => {
    const answer = answers[Math.min(count, answers.length - 1)] ?? ABSENT;
    count += 1;
    return typeof answer === 'function' ? answer(seen) : answer;
  });
  closing.push(server.close);
  const pauses: number[] = [];
  const caller = (options: Partial<CallerOptions> = {}, environment: Partial<Environment> = {}): Caller =>
    harness.caller({
      baseUrl: server.url,
      credentials: server.credentials,
      retries: 0,
      timeout: 3,
      ...options,
      environment: {
        monotonic: () => pauses.reduce((sum, pause) => sum + pause, 0),
        sleep: async (ms, signal) => {
          signal?.throwIfAborted();
          pauses.push(ms);
        },
        ...environment,
      },
    });
  const methods = () => server.seen.map(({ request }) => request.method);
  return { server, caller, pauses, methods };
};

describe('an order that is read back', () => {
  it('is read with pauses that double, until one attempt more than the limit is over', async () => {
    const { caller, pauses, methods } = await serve(ABSENT);
    const told: number[] = [];
    const settled = await settle(caller(), ORDER, {}, (seconds) => told.push(seconds));
    expect(settled).toMatchObject({ failed: { reads: 5, seconds: 4, error: { code: 'RESOURCE_NOT_EXISTS' } } });
    expect(pauses).toEqual([500, 1000, 2000, 500]);
    expect(methods()).toEqual(['GET', 'GET', 'GET', 'GET', 'GET']);
    expect(told).toEqual([4]);
  });

  it('is found as soon as it is there, and nobody is told that it takes a while', async () => {
    const { caller, pauses } = await serve(json(200, ANSWER));
    const told: number[] = [];
    const settled = await settle(caller(), ORDER, {}, (seconds) => told.push(seconds));
    expect(settled).toMatchObject({ order: { value: ANSWER } });
    expect([pauses, told]).toEqual([[], []]);
  });

  it("is found, too, when it is another user's", async () => {
    const { caller } = await serve(ABSENT, json(200, { ...ANSWER, openid: 'o9' }));
    expect(await settle(caller(), ORDER, {}, () => {})).toMatchObject({ order: { value: { openid: 'o9' } } });
  });

  it('is read once more, without pauses, when it is not to be waited for', async () => {
    const { caller, methods } = await serve(ABSENT);
    const stop = new AbortController();
    const settled = await settle(
      caller({}, { sleep: async () => stop.abort(), monotonic: () => 0 }),
      ORDER,
      { settleSignal: stop.signal },
      () => {},
    );
    expect(settled).toMatchObject({ failed: { reads: 2, seconds: 0 } });
    expect(methods()).toHaveLength(2);
    const waiting = caller(
      {},
      {
        monotonic: () => 0,
        sleep: async (_, signal) => {
          stop.abort(new Error('enough'));
          signal?.throwIfAborted();
        },
      },
    );
    expect(await settle(waiting, ORDER, { settleSignal: stop.signal }, () => {})).toMatchObject({
      failed: { reads: 1 },
    });
  });

  it('whose pause ends because it is not to be waited for is read a last time', async () => {
    const { caller } = await serve(ABSENT);
    const stop = new AbortController();
    const sleep: Environment['sleep'] = async (_, signal) => {
      stop.abort(new Error('enough'));
      signal?.throwIfAborted();
    };
    const settled = await settle(
      caller({}, { sleep, monotonic: () => 0 }),
      ORDER,
      { settleSignal: stop.signal },
      () => {},
    );
    expect(settled).toMatchObject({ failed: { reads: 2 } });
  });

  it('ends with the reason of the signal of the whole call', async () => {
    const { caller } = await serve(ABSENT);
    const stop = new AbortController();
    const sleep: Environment['sleep'] = async (_, signal) => {
      stop.abort(new Error('enough'));
      signal?.throwIfAborted();
    };
    const settling = settle(caller({}, { sleep }), ORDER, { signal: stop.signal }, () => {});
    expect(await rejection(settling)).toMatchObject({ message: 'enough' });
    const bug = settle(caller({}, { sleep: () => Promise.reject(new TypeError('a bug')) }), ORDER, {}, () => {});
    expect(await rejection(bug)).toBeInstanceOf(TypeError);
    const ended = settle(caller(), ORDER, { signal: AbortSignal.abort(new Error('before')) }, () => {});
    expect(await rejection(ended)).toMatchObject({ message: 'before' });
  });

  it('is asked for at the other host once one does not respond', async () => {
    const { caller, server } = await serve(json(200, ANSWER));
    const down = caller({ baseUrl: 'http://127.0.0.1:1', backupBaseUrl: server.url });
    expect(await settle(down, ORDER, {}, () => {})).toMatchObject({ order: { value: ANSWER } });
    const elsewhere = caller({ backupBaseUrl: 'http://127.0.0.1:1' });
    expect(await settle(elsewhere, ORDER, {}, () => {})).toMatchObject({ order: { value: ANSWER } });
  });

  it('waits for its turn before every reading, and is read once a turn', async () => {
    const { caller, methods } = await serve(ABSENT, ABSENT, json(200, ANSWER));
    let turns = 0;
    const watch = {
      beforeRetry: async () => {
        turns += 1;
      },
      afterAttempt: () => {},
    };
    await settle(caller({ retries: 3 }), ORDER, { watch }, () => {});
    expect([turns, methods().length]).toEqual([3, 3]);
  });
});

describe("the user's own order", () => {
  it('is known by its openid', async () => {
    const { caller } = await serve(json(200, ANSWER), json(200, { ...ANSWER, openid: 'o9' }));
    const own = await getOrder(caller(), { out_order_no: 'n1' });
    expect(requireOwn(ORDER, own)).toBe(own);
    const other = await getOrder(caller(), { out_order_no: 'n1' });
    expect(() => requireOwn(ORDER, other)).toThrow(
      expect.objectContaining({
        type: 'api',
        code: 'ORDER_EXISTS_WITH_OTHER_PARAMETERS',
        status: 200,
        outOrderNo: 'n1',
        message: expect.stringMatching(/openid.*o1.*o9/),
      }),
    );
    const asked = getOrder(caller(), { out_order_no: 'n1', openid: 'o1' });
    expect(await rejection(asked)).toMatchObject({ code: 'RESPONSE_MISMATCH', outOrderNo: 'n1' });
  });
});

describe('a refusal', () => {
  it.each([
    [new ApiError('no', { code: 'X', status: 400, signed: true }), true],
    [new NetworkError('no', { code: 'X', outcome: 'refused' }), true],
    [new NetworkError('no', { code: 'X', outcome: 'unknown' }), false],
    [new NetworkError('no', { code: 'X', outcome: 'not-sent' }), false],
    [new SignatureError('no', { code: 'SIGNATURE_MISMATCH' }), false],
    [new TypeError('no'), false],
  ])('is %s: %s', (error, expected) => {
    expect(isRefusal(error)).toBe(expected);
  });

  const refused = new ApiError('refused', { code: 'NO_AUTH', status: 403, signed: true });
  const reentry = new ApiError('re-entry', { code: 'ORDER_EXISTS_WITH_OTHER_PARAMETERS', status: 400, signed: true });
  const created = { error: refused, attempts: 1, mayHaveArrived: false, onReused: true };
  const confirm = (caller: Caller, told: ApiError = refused, error: unknown = told) =>
    confirmRefusal(caller, ORDER, {}, { created: { ...created, error }, refused: told }).catch(
      (caught: unknown) => caught,
    );

  it.each([
    ['there is no such order', ABSENT],
    ['there is no such order, in the words of PayScore', refusal(404, 'ORDER_NOT_EXIST')],
    ['it is refused for the same cause', refusal(403, 'NO_AUTH')],
    ['it is refused for the same cause for now', refusal(429, 'NO_AUTH')],
  ])('is confirmed where %s', async (_, answer) => {
    const { caller, methods } = await serve(answer);
    expect(await confirm(caller())).toBe(refused);
    expect(methods()).toEqual(['GET']);
  });

  it.each([
    ['is refused for another cause', refusal(401, 'SIGN_ERROR')],
    ['fails', refusal(500, 'NO_AUTH')],
    ['brings nothing of use', json(200, {})],
  ])('is not confirmed where the reading %s', async (_, answer) => {
    const { caller } = await serve(answer);
    expect(await confirm(caller())).toMatchObject({
      message: expect.stringMatching(/^order n1 may have been created: refused \(1 attempt\); read back once/),
    });
    expect(await confirm(caller(), refused, new TypeError('no'))).toBeInstanceOf(TypeError);
  });

  it("is none where the user's order is there, and another one where it is another user's", async () => {
    const { caller } = await serve(json(200, ANSWER), json(200, { ...ANSWER, openid: 'o9' }));
    expect(await confirm(caller())).toMatchObject({ value: ANSWER });
    expect(await confirm(caller())).toMatchObject({ code: 'ORDER_EXISTS_WITH_OTHER_PARAMETERS' });
  });

  it.each([
    ['an order that is there', json(200, ANSWER), true],
    ["another user's order", json(200, { ...ANSWER, openid: 'o9' }), true],
    ['that there is none', ABSENT, false],
    ['the same refusal', refusal(400, 'ORDER_EXISTS_WITH_OTHER_PARAMETERS'), false],
  ])('that speaks of other parameters is confirmed by %s: %s', async (_, answer, isConfirmed) => {
    const { caller } = await serve(answer);
    const told = await confirm(caller(), reentry);
    if (isConfirmed) expect(told).toBe(reentry);
    else expect(told).toMatchObject({ outcome: 'unknown', message: expect.stringContaining('may have been created') });
  });

  it('waits for its turn to be confirmed, and ends with the reason of the signal', async () => {
    const { caller } = await serve(ABSENT);
    let turns = 0;
    const watch = {
      beforeRetry: async () => {
        turns += 1;
      },
      afterAttempt: () => {},
    };
    await rejection(confirmRefusal(caller(), ORDER, { watch }, { created, refused }));
    expect(turns).toBe(1);
    const signal = AbortSignal.abort(new Error('enough'));
    const ended = confirmRefusal(caller(), ORDER, { signal }, { created, refused });
    expect(await rejection(ended)).toMatchObject({ message: 'enough' });
  });
});

describe('a create', () => {
  it('sends the order once serialised, to the path of the call', () => {
    const call = createOrderCall(ORDER);
    expect(call).toMatchObject({ method: 'POST', target: '/v3/hire-power-bank/insurance-orders', idempotent: true });
    expect(call.body?.toString()).toBe(JSON.stringify(ORDER));
    expect(call.answers?.(ANSWER)).toBe(true);
    expect(call.answers?.({ ...ANSWER, out_order_no: 'n2' })).toBe(false);
  });

  it('whose signed response is of no use is read back without the query of the create', async () => {
    const { caller, server } = await serve(json(200, { qualified_user: true }), json(200, ANSWER));
    const { value } = await createOrder(caller(), ORDER, { query: '?a=1' });
    expect(value).toEqual(ANSWER);
    expect(server.seen.map(({ request }) => request.url)).toEqual([
      '/v3/hire-power-bank/insurance-orders?a=1',
      '/v3/hire-power-bank/insurance-orders/n1',
    ]);
  });

  it("that is answered with another user's order is read back, with the headers of the create", async () => {
    const other = json(200, { ...ANSWER, openid: 'o9' });
    const { caller, server, methods } = await serve(other, json(200, ANSWER), refusal(403, 'NO_AUTH'), ABSENT);
    const one = caller();
    expect((await createOrder(one, ORDER, { headers: { 'X-Shop': '7' } })).value).toEqual(ANSWER);
    await rejection(createOrder(one, ORDER, { headers: { 'X-Shop': '7' } }));
    expect(methods()).toEqual(['POST', 'GET', 'POST', 'GET']);
    expect(server.seen.map(({ request }) => request.headers['x-shop'])).toEqual(['7', '7', '7', '7']);
  });

  it('that has to be read back says so, for how long and why', async () => {
    const { caller } = await serve(refusal(500, 'SYSTEM_ERROR'), ABSENT);
    const told: unknown[] = [];
    const error = await rejection(
      createOrder(caller(), ORDER, { onSettling: (seconds, cause) => told.push(seconds, cause) }),
    );
    expect(told).toEqual([4, expect.objectContaining({ status: 500 })]);
    expect(error).toMatchObject({ outcome: 'unknown', outOrderNo: 'n1' });
    expect(await rejection(createOrder(caller(), ORDER))).toMatchObject({ status: 404 });
  });

  it('that is found to be of another user is another order', async () => {
    const { caller } = await serve(refusal(500, 'SYSTEM_ERROR'), json(200, { ...ANSWER, openid: 'o9' }));
    expect(await rejection(createOrder(caller(), ORDER))).toMatchObject({
      code: 'ORDER_EXISTS_WITH_OTHER_PARAMETERS',
      outOrderNo: 'n1',
    });
  });

  it('is not sent again once it is not to be waited for', async () => {
    const { caller, methods } = await serve(refusal(500, 'SYSTEM_ERROR'), json(200, ANSWER));
    await createOrder(caller({ retries: 3 }), ORDER, { settleSignal: AbortSignal.abort() });
    expect(methods()).toEqual(['POST', 'GET']);
  });

  it('that is refused is confirmed only where the connection had served another request', async () => {
    const { caller, methods, server } = await serve(refusal(403, 'NO_AUTH'), refusal(403, 'NO_AUTH'), ABSENT);
    const one = caller();
    expect(await rejection(createOrder(one, ORDER))).toMatchObject({ code: 'NO_AUTH' });
    expect(methods()).toEqual(['POST']);
    expect(await rejection(createOrder(one, ORDER, { query: '?a=1' }))).toMatchObject({ code: 'NO_AUTH' });
    expect(methods()).toEqual(['POST', 'POST', 'GET']);
    const [first, second, third] = server.seen.map(({ request }) => request.socket);
    expect([second === first, third === first]).toEqual([true, false]);
  });

  it('that does not verify is not read back, whatever the connection', async () => {
    const { caller, methods } = await serve(json(200, ANSWER), {
      ...json(200, ANSWER),
      headers: { 'Wechatpay-Nonce': 'x' },
    });
    const one = caller();
    await createOrder(one, ORDER);
    expect(await rejection(createOrder(one, ORDER))).toMatchObject({ type: 'signature', outOrderNo: 'n1' });
    expect(methods()).toEqual(['POST', 'POST']);
  });
});
