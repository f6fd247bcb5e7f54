import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { type KeySwitch, type Sandbox, type SandboxEvent, startSandbox } from '../../../src/sandbox/index.js';
import { exchange } from '../helpers/call.js';
import { answering, startHandler } from '../helpers/handler.js';
import { get, orderBody, post } from '../helpers/orders.js';
import { readNotification } from '../helpers/read-notification.js';
import { dataDirLike, start } from '../helpers/temporary.js';

let shared: string;

beforeAll(async () => {
  shared = await mkdtemp(join(tmpdir(), 'wxpay-test-'));
  const sandbox = await startSandbox({ dataDir: shared, mode: 'certificate' });
  await sandbox.close();
});
afterAll(() => rm(shared, { recursive: true, force: true }));

const notifying = async (more: Partial<Parameters<typeof startSandbox>[0]> = {}) =>
  start({ dataDir: await dataDirLike(shared), notify: true, receiveAfter: 0, ...more });

const settle = (ms = 300) => new Promise((resolve) => setTimeout(resolve, ms));

describe('when an order changes its state', () => {
  it.each(['publickey', 'certificate'] as const)('its notify_url is told, signed and encrypted (%s)', async (mode) => {
    const handler = await startHandler(answering(204));
    const sandbox = await notifying({ mode });
    const body = orderBody({ notify_url: handler.url, openid: 'o中文' });
    await post(sandbox, body);
    await expect.poll(() => sandbox.notifications()).toMatchObject([{ state: 'taken' }]);
    const [notified, ...others] = handler.notified;
    expect(others).toEqual([]);
    if (!notified) throw new Error('nothing came');
    expect(notified).toMatchObject({ method: 'POST', target: '/notify' });
    expect(notified.headers).toMatchObject({ 'content-type': 'application/json' });

    const { verdict, envelope, content } = readNotification(notified, sandbox);
    expect(verdict).toEqual({ ok: true, serial: Object.keys(sandbox.config.certs)[0] });
    expect(envelope).toEqual({
      id: expect.stringMatching(/^EV-\d{26}$/),
      create_time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+08:00$/),
      resource_type: 'encrypt-resource',
      event_type: 'HIRE_POWER_BANK.RECEIVE_INSURANCE',
      summary: '保险订单领取成功',
      resource: {
        original_type: 'insurance_order',
        algorithm: 'AEAD_AES_256_GCM',
        ciphertext: expect.any(String),
        nonce: expect.stringMatching(/^.{12}$/),
        associated_data: '',
      },
    });
    expect(Math.abs(Date.parse(String(envelope['create_time'])) - Date.now())).toBeLessThan(5000);
    expect(content).toEqual((await get(sandbox, body.out_order_no)).json);
    expect(content).toMatchObject({ openid: 'o中文', order_receive_state: 'RECEIVED' });
  });

  it('to FAILED it is told as well', async () => {
    const handler = await startHandler(answering(200));
    const sandbox = await notifying();
    await post(sandbox, orderBody({ notify_url: handler.url, openid: 'oFAILED' }));
    await expect.poll(() => handler.notified.length).toBe(1);
    const [notified] = handler.notified;
    const content = notified && readNotification(notified, sandbox).content;
    expect(content).toMatchObject({ order_receive_state: 'FAILED' });
    expect(content).not.toHaveProperty('order_begin_time');
  });

  it('is the moment of it: not before, and not for an order that is asked for again', async () => {
    const handler = await startHandler(answering(204));
    const sandbox = await notifying({ receiveAfter: 600 });
    const body = orderBody({ notify_url: handler.url });
    const created = Date.now();
    await Promise.all([post(sandbox, body), post(sandbox, body), post(sandbox, body)]);
    await post(sandbox, body);
    await settle(1000);
    expect(handler.notified).toHaveLength(1);
    expect((handler.notified[0]?.at ?? 0) - created).toBeGreaterThanOrEqual(590);
  });
});

describe('a state that is set by hand', () => {
  const set = (sandbox: Sandbox, number: string, order_receive_state: string) =>
    exchange(sandbox.url, {
      method: 'PATCH',
      target: `/__sandbox/orders/${number}`,
      body: JSON.stringify({ order_receive_state }),
    });

  it('is told at once, in place of the change that was to come', async () => {
    const handler = await startHandler(answering(204));
    const sandbox = await notifying({ receiveAfter: 500 });
    const body = orderBody({ notify_url: handler.url });
    await post(sandbox, body);
    await set(sandbox, body.out_order_no, 'FAILED');
    await expect.poll(() => handler.notified.length).toBe(1);
    await settle(800);
    const told = handler.notified.map((notified) => readNotification(notified, sandbox));
    expect(told.map(({ content }) => content['order_receive_state'])).toEqual(['FAILED']);
    await set(sandbox, body.out_order_no, 'RECEIVED');
    await expect.poll(() => handler.notified.length).toBe(2);
    const ids = handler.notified.map((notified) => readNotification(notified, sandbox).envelope.id);
    expect(new Set(ids).size).toBe(2);
  });

  it('is not told when it is RECEIVING, and then stays so', async () => {
    const handler = await startHandler(answering(204));
    const sandbox = await notifying({ receiveAfter: 100 });
    const body = orderBody({ notify_url: handler.url });
    await post(sandbox, body);
    await set(sandbox, body.out_order_no, 'RECEIVING');
    await settle(500);
    expect(handler.notified).toEqual([]);
    expect((await get(sandbox, body.out_order_no)).json).toMatchObject({ order_receive_state: 'RECEIVING' });
  });
});

describe('where notifications go', () => {
  it('with deliverTo they go there, whatever the order names', async () => {
    const handler = await startHandler(answering(204));
    const sandbox = await notifying({ deliverTo: handler.url });
    await post(sandbox, orderBody({ notify_url: 'https://shop.pay.cn/notify' }));
    await expect.poll(() => sandbox.notifications()).toMatchObject([{ state: 'taken', url: handler.url }]);
  });

  it('without it, another host is held back with the option that would let it go', async () => {
    const events: SandboxEvent[] = [];
    const sandbox = await notifying({ onEvent: (event) => events.push(event) });
    await post(sandbox, orderBody({ notify_url: 'https://shop.pay.cn/notify' }));
    await expect
      .poll(() => sandbox.notifications())
      .toMatchObject([
        { state: 'held-back', reason: expect.stringContaining('--allow-host shop.pay.cn'), attempts: [] },
      ]);
    const { id } = sandbox.notifications()[0] ?? {};
    const resend = await exchange(sandbox.url, { method: 'POST', target: `/__sandbox/notifications/${id}/resend` });
    expect(resend).toMatchObject({ status: 400, json: { detail: { issue: expect.stringContaining('held back') } } });
    expect(events).toMatchObject([
      { event: 'request' },
      { event: 'notification', notification: { state: 'held-back' } },
    ]);
  });
});

describe('during the move from certificate to public key', () => {
  const serials = async (keySwitch: KeySwitch) => {
    const handler = await startHandler(answering(204));
    const sandbox = await notifying({ keySwitch });
    for (let i = 0; i < 12; i += 1) await post(sandbox, orderBody({ notify_url: handler.url }));
    await expect.poll(() => handler.notified.length).toBe(12);
    for (const notified of handler.notified) expect(readNotification(notified, sandbox).verdict.ok).toBe(true);
    return { sandbox, serials: handler.notified.map(({ headers }) => String(headers['wechatpay-serial'])) };
  };

  it('closed signs everything by the certificate, whatever is asked for', async () => {
    const { sandbox, serials: notified } = await serials('closed');
    const [publicKeyId = '', certificate] = Object.keys(sandbox.config.certs);
    expect(publicKeyId).toMatch(/^PUB_KEY_ID_/);
    expect(new Set(notified)).toEqual(new Set([certificate]));
    const answer = await get(sandbox, 'nothing', { headers: { 'Wechatpay-Serial': publicKeyId } });
    expect(answer.headers['wechatpay-serial']).toBe(certificate);
  });

  it('a percentage signs so many notifications by the public key, and responses by the key that is asked for', async () => {
    const { sandbox, serials: notified } = await serials(50);
    const ids = Object.keys(sandbox.config.certs);
    for (const id of notified) expect(ids).toContain(id);
    for (const id of ids) {
      const answer = await get(sandbox, 'nothing', { headers: { 'Wechatpay-Serial': id } });
      expect(answer.headers['wechatpay-serial']).toBe(id);
    }
    expect((await get(sandbox, 'nothing')).headers['wechatpay-serial']).toBe(ids[1]);
    expect(new Set((await serials(100)).serials)).toEqual(new Set([ids[0]]));
    expect(new Set((await serials(0)).serials)).toEqual(new Set([ids[1]]));
  });
});

describe('what is not taken', () => {
  it('comes again, with the same id, and encrypted and signed anew, until it is', async () => {
    const handler = await startHandler((response, _, count) => {
      response.writeHead(count < 4 ? 500 : 204).end();
    });
    const sandbox = await notifying({ notifySpeed: 100 });
    await post(sandbox, orderBody({ notify_url: handler.url }));
    await expect.poll(() => sandbox.notifications()[0]?.state, { timeout: 5000 }).toBe('taken');
    await settle();
    expect(handler.notified).toHaveLength(4);
    const read = handler.notified.map((notified) => readNotification(notified, sandbox));
    expect(read.every(({ verdict }) => verdict.ok)).toBe(true);
    expect(new Set(read.map(({ envelope }) => envelope.id)).size).toBe(1);
    expect(new Set(read.map(({ envelope }) => envelope.resource.nonce)).size).toBe(4);
    for (const name of ['wechatpay-nonce', 'wechatpay-signature']) {
      expect(new Set(handler.notified.map(({ headers }) => headers[name])).size).toBe(4);
    }
    const times = handler.notified.map(({ at }) => at);
    const gaps = times.slice(1).map((at, index) => at - (times[index] ?? 0));
    for (const [index, least] of [150, 150, 300].entries()) expect(gaps[index]).toBeGreaterThanOrEqual(least - 2);
  });

  it('is signed with the time of the attempt, by the clock of the sandbox', async () => {
    const handler = await startHandler(answering(500));
    let now = 1_600_000_000_000;
    const sandbox = await notifying({ now: () => now, notifySpeed: 1000 });
    await post(sandbox, orderBody({ notify_url: handler.url }), { now });
    await expect.poll(() => handler.notified.length).toBe(1);
    now += 60_000;
    await expect.poll(() => handler.notified.length).toBeGreaterThan(1);
    const timestamps = handler.notified.map(({ headers }) => headers['wechatpay-timestamp']);
    expect(timestamps.slice(0, 2)).toEqual(['1600000000', '1600000060']);
  });

  it('is also what is not answered within 5 s', async () => {
    const handler = await startHandler(() => {});
    const sandbox = await notifying({ notifySpeed: 1000 });
    await post(sandbox, orderBody({ notify_url: handler.url }));
    await expect.poll(() => handler.notified.length, { timeout: 8000 }).toBe(2);
    const [attempt] = sandbox.notifications()[0]?.attempts ?? [];
    expect(attempt).toMatchObject({ status: null, error: 'no complete response within 5 s' });
    const [first, second] = handler.notified;
    expect((second?.at ?? 0) - (first?.at ?? 0)).toBeGreaterThanOrEqual(4900);
  });

  it('can be sent once more by hand, with the same id, whether it was taken or not', async () => {
    const handler = await startHandler((response, _, count) => {
      response.writeHead(count === 1 ? 500 : 204).end();
    });
    const sandbox = await notifying();
    await post(sandbox, orderBody({ notify_url: handler.url }));
    await expect.poll(() => sandbox.notifications()[0]?.attempts.length).toBe(1);
    const { id } = sandbox.notifications()[0] ?? {};
    const resend = () => exchange(sandbox.url, { method: 'POST', target: `/__sandbox/notifications/${id}/resend` });
    expect(await resend()).toMatchObject({
      status: 200,
      json: { id, state: 'taken', attempts: [{ status: 500 }, { status: 204 }] },
    });
    expect(await resend()).toMatchObject({ json: { state: 'taken', attempts: [{}, {}, { attempt: 3 }] } });
    const ids = handler.notified.map((notified) => readNotification(notified, sandbox).envelope.id);
    expect(ids).toEqual([id, id, id]);
    const unknown = await exchange(sandbox.url, { method: 'POST', target: '/__sandbox/notifications/EV-1/resend' });
    expect(unknown.status).toBe(404);
  });

  it('comes again after a redirect, which is not followed', async () => {
    const other = await startHandler(answering(204));
    const handler = await startHandler((response) => {
      response.writeHead(302, { Location: other.url }).end();
    });
    const sandbox = await notifying({ notifySpeed: 1000 });
    await post(sandbox, orderBody({ notify_url: handler.url }));
    await expect.poll(() => handler.notified.length).toBeGreaterThan(1);
    expect(other.notified).toEqual([]);
  });
});

describe('nothing is sent', () => {
  it('by default', async () => {
    const handler = await startHandler(answering(204));
    const sandbox = await notifying({ notify: undefined });
    await post(sandbox, orderBody({ notify_url: handler.url }));
    await settle();
    expect(handler.notified).toEqual([]);
  });

  it('to the notify_url of the ready configuration', async () => {
    const sandbox = await notifying();
    const { status } = await post(sandbox, orderBody({ notify_url: sandbox.config.insurance.notifyUrl }));
    expect(status).toBe(200);
    await settle();
    expect(sandbox.notifications()).toMatchObject([{ state: 'held-back', attempts: [] }]);
  });

  it('for an order that was refused', async () => {
    const handler = await startHandler(answering(204));
    const sandbox = await notifying();
    sandbox.queueFaults(['500']);
    await post(sandbox, orderBody({ notify_url: handler.url }));
    await settle();
    expect(handler.notified).toEqual([]);
  });
});

describe('GET /__sandbox/notifications', () => {
  it('shows what was sent, each attempt with its status or error', async () => {
    const handler = await startHandler((response, _, count) => {
      if (count === 1) response.socket?.destroy();
      else response.writeHead(count === 2 ? 401 : 204).end();
    });
    const sandbox = await notifying({ notifySpeed: 1000 });
    const body = orderBody({ notify_url: handler.url });
    await post(sandbox, body);
    await expect.poll(() => sandbox.notifications()[0]?.state).toBe('taken');
    const { status, json } = await exchange(sandbox.url, { target: '/__sandbox/notifications' });
    expect(status).toBe(200);
    const at = expect.stringMatching(/Z$/);
    expect(json).toEqual({
      notifications: [
        {
          id: expect.stringMatching(/^EV-/),
          out_order_no: body.out_order_no,
          order_receive_state: 'RECEIVED',
          url: handler.url,
          state: 'taken',
          reason: null,
          attempts: [
            { attempt: 1, at, status: null, body: '', error: 'socket hang up' },
            { attempt: 2, at, status: 401, body: '', error: null },
            { attempt: 3, at, status: 204, body: '', error: null },
          ],
        },
      ],
    });
  });
});

describe('closing', () => {
  it('does not wait for a handler that does not answer, nor for what is planned', async () => {
    const handler = await startHandler(() => {});
    const sandbox = await notifying();
    await post(sandbox, orderBody({ notify_url: handler.url }));
    await expect.poll(() => handler.notified.length).toBe(1);
    const closing = Date.now();
    await sandbox.close();
    expect(Date.now() - closing).toBeLessThan(500);
    await expect.poll(() => handler.open()).toBe(0);
  });
});

it('a burst of orders is told without loss, by 16 attempts at once', async () => {
  const warnings: string[] = [];
  const onWarning = ({ message }: Error) => warnings.push(message);
  process.on('warning', onWarning);
  onTestFinished(() => {
    process.off('warning', onWarning);
  });
  const handler = await startHandler(async (response) => {
    await settle(50);
    response.writeHead(204).end();
  });
  const sandbox = await notifying({ dataDir: ':memory:' });
  const numbers = await Promise.all(
    Array.from({ length: 200 }, async () => {
      const body = orderBody({ notify_url: handler.url });
      await post(sandbox, body);
      return body.out_order_no;
    }),
  );
  await expect.poll(() => handler.notified.length, { timeout: 10_000 }).toBe(200);
  const told = handler.notified.map((notified) => readNotification(notified, sandbox).content['out_order_no']);
  expect(told.toSorted()).toEqual(numbers.toSorted());
  expect(handler.most()).toBe(16);
  expect(warnings).toEqual([]);
});
