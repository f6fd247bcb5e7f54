import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { get as httpGet } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { verifyResponse } from '../../../src/apiv3/verify-response.js';
import { FAULT_NAMES, type Sandbox, startSandbox } from '../../../src/sandbox/index.js';
import { authorize, call, exchange, type Received } from '../helpers/call.js';
import { get, type OrderBody, orderBody, post } from '../helpers/orders.js';

let sandbox: Sandbox;
let dataDir: string;
let slow: Promise<{ answer: Received; milliseconds: number }>;

const timed = async <T>(pending: Promise<T>): Promise<{ answer: T; milliseconds: number }> => {
  const start = performance.now();
  return { answer: await pending, milliseconds: performance.now() - start };
};

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'wxpay-test-'));
  sandbox = await startSandbox({ dataDir });
  // It takes two seconds: the other tests run meanwhile.
  slow = timed(createWith('slow'));
  await vi.waitUntil(() => sandbox.requests().length === 1);
});
afterAll(async () => {
  await sandbox.close();
  await rm(dataDir, { recursive: true, force: true });
});

const verdict = ({ headers, body }: Received) =>
  verifyResponse({ headers, body, keyRing: sandbox.credentials.keyRing, now: Date.now() });

const createWith = async (fault: string, body: OrderBody = orderBody()) => {
  sandbox.queueFaults([fault]);
  return post(sandbox, body, { timeout: 3000 });
};

const isStored = async ({ out_order_no }: OrderBody) => (await get(sandbox, out_order_no)).status === 200;

const messageOf = async (pending: Promise<unknown>): Promise<string> => {
  try {
    await pending;
    return 'answered';
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
};

describe('an answer that must not be believed', () => {
  it('unsigned: has none of the headers of a signature', async () => {
    const answer = await createWith('unsigned');
    expect(answer.status).toBe(200);
    expect(Object.keys(answer.headers).filter((name) => name.startsWith('wechatpay'))).toEqual([]);
  });

  it('bad-signature: has a signature of the right form that does not verify', async () => {
    const answer = await createWith('bad-signature');
    expect(verdict(answer)).toMatchObject({ ok: false, reason: 'mismatch' });
    expect(Buffer.from(String(answer.headers['wechatpay-signature']), 'base64')).toHaveLength(256);
  });

  it('probe: has a signature that begins with WECHATPAY/SIGNTEST/', async () => {
    const answer = await createWith('probe');
    expect(answer.headers['wechatpay-signature']).toMatch(/^WECHATPAY\/SIGNTEST\/./);
    expect(verdict(answer)).toMatchObject({ ok: false, reason: 'probe' });
  });

  it('unknown-serial: names a key that nobody has', async () => {
    expect(verdict(await createWith('unknown-serial'))).toMatchObject({ ok: false, reason: 'unknown-serial' });
  });

  it('skewed: is properly signed, ten minutes ago', async () => {
    const answer = await createWith('skewed');
    expect(verdict(answer)).toMatchObject({ ok: false, reason: 'skewed' });
    const then = Number(answer.headers['wechatpay-timestamp']) * 1000;
    expect(Math.abs(Date.now() - then - 600_000)).toBeLessThan(5000);
    const { headers, body } = answer;
    expect(verifyResponse({ headers, body, keyRing: sandbox.credentials.keyRing, now: then }).ok).toBe(true);
  });

  it('tampered: is JSON that was changed after it was signed', async () => {
    const answer = await createWith('tampered');
    expect(answer.json).toMatchObject({ tampered: true, openid: 'oUser' });
    expect(verdict(answer)).toMatchObject({ ok: false, reason: 'mismatch' });
  });
});

describe('no usable answer', () => {
  it.each(['500', '500-after-store'])('%s: is a signed SYSTEM_ERROR', async (fault) => {
    const answer = await createWith(fault);
    expect(answer.status).toBe(500);
    expect(answer.json).toMatchObject({ code: 'SYSTEM_ERROR' });
    expect(verdict(answer).ok).toBe(true);
  });

  it.each(['reset', 'reset-after-store'])('%s: resets the connection', async (fault) => {
    // An orderly end would be a "socket hang up".
    expect(await messageOf(createWith(fault))).toBe('read ECONNRESET');
  });

  it.each(['timeout', 'timeout-after-store'])('%s: never answers', async (fault) => {
    sandbox.queueFaults([fault]);
    expect(await messageOf(post(sandbox, orderBody(), { timeout: 150 }))).toBe('client timed out');
  });

  it('429: asks to wait a second', async () => {
    const answer = await createWith('429');
    expect(answer.status).toBe(429);
    expect(answer.headers['retry-after']).toBe('1');
    expect(answer.json).toMatchObject({ code: 'RATELIMIT_EXCEEDED' });
    expect(answer.requestId).toMatch(/-268447840$/);
  });

  it('502-html: is the page of a gateway', async () => {
    const answer = await createWith('502-html');
    expect(answer.status).toBe(502);
    expect(answer.headers['content-type']).toBe('text/html');
    expect(answer.body.toString()).toContain('<h1>502 Bad Gateway</h1>');
    expect(verdict(answer)).toMatchObject({ reason: 'missing' });
  });

  it('redirect: leads to another path, and following it shows', async () => {
    const answer = await createWith('redirect');
    expect(answer.status).toBe(302);
    const target = String(answer.headers.location);
    await exchange(sandbox.url, { target });
    expect(sandbox.requests().at(-1)).toMatchObject({ target, status: 401 });
  });

  it('truncated: ends before its Content-Length', async () => {
    sandbox.queueFaults(['truncated']);
    const target = '/v3/hire-power-bank/user-qualifications/oUser';
    const headers = { Accept: '*/*', 'User-Agent': 'test', Authorization: await authorize(sandbox, { target }) };
    const [response] = await once(httpGet(`${sandbox.url}${target}`, { agent: false, headers }), 'response');
    const chunks: Uint8Array[] = [];
    response.on('data', (chunk: Uint8Array) => chunks.push(chunk));
    const [error] = await once(response, 'error');
    expect(error).toMatchObject({ code: 'ECONNRESET' });
    expect(response.headers['content-length']).toBe(String('{"qualified_user":true}'.length));
    expect(Buffer.concat(chunks).toString()).toBe('{"qualified');
  });

  it('invalid-json: is signed, and no JSON', async () => {
    const answer = await createWith('invalid-json');
    expect(answer.status).toBe(200);
    expect(answer.json).toBeUndefined();
    expect(verdict(answer).ok).toBe(true);
  });

  it('huge: is signed, JSON, and over 1 MiB', async () => {
    const answer = await createWith('huge');
    expect(answer.body.length).toBeGreaterThan(1024 * 1024);
    expect(answer.json).toMatchObject({ openid: 'oUser' });
    expect(verdict(answer).ok).toBe(true);
  });

  it('slow: is right, and drips in over two seconds', async () => {
    const { answer, milliseconds } = await slow;
    expect(milliseconds).toBeGreaterThan(1500);
    expect(milliseconds).toBeLessThan(3500);
    expect(verdict(answer).ok).toBe(true);
    expect(answer.json).toMatchObject({ openid: 'oUser' });
    expect(sandbox.requests()[0]).toMatchObject({ fault: 'slow', status: 200 });
  });
});

describe('business refusals are signed, and as documented:', () => {
  it.each([
    ['noauth', 403, 'NOAUTH', 268503786, '商户不支持领取隔夜保险'],
    ['param-403', 403, 'PARAM_ERROR', 268435461, '请检查请求参数再试'],
    ['systemerror', 500, 'SYSTEMERROR', 268435456, '系统异常,请稍后重试'],
  ] as const)('%s', async (fault, status, code, number, message) => {
    sandbox.queueFaults([fault]);
    const answer = await post(sandbox, orderBody());
    expect(answer).toMatchObject({ status, json: { code, message } });
    expect(answer.requestId).toMatch(new RegExp(`-${number}$`));
    expect(verdict(answer).ok).toBe(true);
  });
});

describe('the order', () => {
  const NOT_STORED = ['500', 'reset', 'timeout', '429', '502-html', 'redirect', 'noauth', 'param-403', 'systemerror'];

  it.each(FAULT_NAMES.filter((name) => name !== 'slow'))(
    'after %s is stored or not, as its name says',
    async (fault) => {
      const body = orderBody();
      sandbox.queueFaults([fault]);
      await post(sandbox, body, { timeout: 150 }).catch(() => {});
      await vi.waitUntil(() => sandbox.requests().at(-1)?.fault === fault);
      expect(await isStored(body)).toBe(!NOT_STORED.includes(fault));
    },
  );
});

describe('the queue', () => {
  it('befalls one request each, in order; none lets one through', async () => {
    sandbox.queueFaults(['500', 'none', '429']);
    const statuses: number[] = [];
    for (let i = 0; i < 4; i += 1) statuses.push((await get(sandbox, 'nothing')).status);
    expect(statuses).toEqual([500, 404, 429, 404]);
  });

  it('is not used up by a request that is refused for its signature or headers', async () => {
    sandbox.queueFaults(['500']);
    expect((await get(sandbox, 'nothing', { signing: { nonce: 'x', body: 'other' } })).status).toBe(401);
    expect((await get(sandbox, 'nothing', { headers: { Accept: 'text/html' } })).status).toBe(400);
    expect((await get(sandbox, 'nothing')).status).toBe(500);
  });

  it('refuses a name that is unknown', () => {
    expect(() => sandbox.queueFaults(['resett'])).toThrow('unknown fault "resett"');
  });
});

describe('rules', () => {
  it('apply to a running sandbox', async () => {
    const faulty = await startSandbox({ dataDir, faults: [{ name: '429', probability: 1 }] });
    const { status } = await get(faulty, 'nothing');
    await faulty.close();
    expect(status).toBe(429);
  });
});

describe('latency', () => {
  it('holds every answer back', async () => {
    const late = await startSandbox({ dataDir, latency: [200, 250] });
    const start = Date.now();
    const { status } = await call(late, { target: '/v3/certificates' });
    const took = Date.now() - start;
    await late.close();
    expect(status).toBe(404);
    expect(took).toBeGreaterThanOrEqual(195);
  });
});
