import { generateKeyPairSync } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createNonceMemory } from '../../../src/sandbox/api/nonces.js';
import { type Sandbox, startSandbox } from '../../../src/sandbox/index.js';
import { authorize, type Call, call, exchange, type Received } from '../helpers/call.js';
import { ORDERS, orderBody, post } from '../helpers/orders.js';

const TARGET = '/v3/hire-power-bank/user-qualifications/oUser';
const COMMON = { Accept: 'application/json', 'User-Agent': 'test' };

const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });

let sandbox: Sandbox;
let clock = Date.now();

beforeAll(async () => {
  sandbox = await startSandbox({ dataDir: ':memory:', now: () => clock });
});
afterAll(() => sandbox.close());

const ask = (change: Partial<Call> = {}) => call(sandbox, { target: TARGET, now: clock, ...change });

const withAuthorization = (value: string | undefined) =>
  exchange(sandbox.url, { target: TARGET, headers: { ...COMMON, Authorization: value } });

const refused = (answer: Received, field: string, issue: RegExp) => {
  expect(answer.status).toBe(401);
  expect(answer.json).toMatchObject({
    code: 'SIGN_ERROR',
    detail: { field, location: 'authorization', issue: expect.stringMatching(issue) },
  });
  expect(answer.requestId).toMatch(/-268443699$/);
  expect(Object.keys(answer.headers).filter((name) => name.startsWith('wechatpay-'))).toEqual([]);
};

describe('a signed request', () => {
  it('is let through', async () => {
    expect((await ask()).status).toBe(200);
  });

  it('may name the five parameters in any order, with blanks between them', async () => {
    const value = await authorize(sandbox, { target: TARGET, now: clock });
    const [scheme = '', parameters = ''] = value.split(' ');
    const reversed = `${scheme} ${parameters.split(',').reverse().join(', ')}`;
    expect((await withAuthorization(reversed)).status).toBe(200);
  });

  it('may spell the serial in lower case', async () => {
    expect((await ask({ signing: { serial: sandbox.credentials.serial.toLowerCase() } })).status).toBe(200);
  });

  it.each([-299, 299])('may be signed %i s from the clock of the server', async (seconds) => {
    expect((await ask({ now: clock + seconds * 1000 })).status).toBe(200);
  });

  it('is verified over the raw target, query included', async () => {
    expect((await ask({ target: `${TARGET}?a=%7c&b=|` })).status).toBe(200);
    refused(
      await ask({ target: `${TARGET}?a=%7c`, signing: { target: `${TARGET}?a=%7C` } }),
      'signature',
      /does not verify/,
    );
    refused(await ask({ target: `${TARGET}?a=1`, signing: { target: TARGET } }), 'signature', /does not verify/);
  });

  it('is verified over the raw bytes of the body', async () => {
    const body = JSON.stringify(orderBody());
    const spaced = JSON.stringify(JSON.parse(body), null, 1);
    expect((await call(sandbox, { method: 'POST', target: ORDERS, body: spaced, now: clock })).status).toBe(200);
    const other = await call(sandbox, { method: 'POST', target: ORDERS, body: spaced, signing: { body }, now: clock });
    refused(other, 'signature', /does not verify/);
  });
});

describe('a request is refused with 401 and the reason', () => {
  it('without an Authorization header', async () => {
    refused(await withAuthorization(undefined), 'authorization', /missing/);
  });

  it('with another scheme', async () => {
    const value = (await authorize(sandbox, { target: TARGET, now: clock })).replace('RSA2048', 'RSA4096');
    refused(await withAuthorization(value), 'authorization', /scheme is "WECHATPAY2-SHA256-RSA4096"/);
  });

  it.each(['mchid', 'nonce_str', 'signature', 'timestamp', 'serial_no'])('without %s', async (name) => {
    const value = await authorize(sandbox, { target: TARGET, now: clock });
    const [scheme = '', parameters = ''] = value.split(' ');
    const rest = parameters.split(',').filter((parameter) => !parameter.startsWith(`${name}=`));
    refused(await withAuthorization(`${scheme} ${rest.join(',')}`), 'authorization', new RegExp(`${name} missing`));
  });

  it('for another merchant', async () => {
    refused(await ask({ signing: { mchid: '1900000999' } }), 'mchid', /"1900000999", expected 1900000109/);
  });

  it('for another certificate', async () => {
    refused(
      await ask({ signing: { serial: 'ABCD' } }),
      'serial_no',
      new RegExp(`"ABCD", expected ${sandbox.credentials.serial}`),
    );
  });

  it.each([
    [-301, /30[12] s behind/],
    [301, /30[01] s ahead/],
  ])('for a timestamp %i s from the clock', async (seconds, issue) => {
    refused(await ask({ now: clock + seconds * 1000 }), 'timestamp', issue);
  });

  it('for a timestamp that is no number of seconds', async () => {
    refused(await ask({ signing: { timestamp: 'now' } }), 'timestamp', /"now", expected Unix seconds/);
  });

  it('for a nonce that was used before', async () => {
    const again = { signing: { nonce: 'once' } };
    expect((await ask(again)).status).toBe(200);
    refused(await ask(again), 'nonce_str', /"once" was used before/);
  });

  it('for a signature by another key', async () => {
    refused(await ask({ signing: { privateKey } }), 'signature', /does not verify/);
  });

  it('for another method', async () => {
    refused(await ask({ signing: { method: 'POST' } }), 'signature', /does not verify/);
  });

  it('showing the message that should have been signed', async () => {
    const body = JSON.stringify(orderBody({ openid: '中文' }));
    const signing = { body: '{}', timestamp: String(Math.floor(clock / 1000)), nonce: 'shown' };
    const answer = await call(sandbox, { method: 'POST', target: ORDERS, body, signing });
    const message = `POST\n${ORDERS}\n${signing.timestamp}\nshown\n${body}\n`;
    expect(answer.json).toMatchObject({
      detail: {
        sign_information: {
          method: 'POST',
          url: ORDERS,
          sign_message_length: Buffer.byteLength(message),
          truncated_sign_message: message,
        },
      },
    });
  });

  it('and nobody without the key can use up a nonce', async () => {
    await ask({ signing: { nonce: 'mine', privateKey } });
    expect((await ask({ signing: { nonce: 'mine' } })).status).toBe(200);
  });

  it('and no order is made', async () => {
    const body = orderBody();
    expect((await post(sandbox, body, { now: clock, signing: { nonce: 'x', body: '{}' } })).status).toBe(401);
    expect(await sandbox.orders()).not.toContainEqual(expect.objectContaining({ out_order_no: body.out_order_no }));
  });
});

describe('the memory of nonces', () => {
  it('lasts ten minutes', () => {
    let now = 0;
    const nonces = createNonceMemory(() => now);
    expect(nonces.use('a')).toBe(true);
    now = 599_999;
    expect(nonces.use('a')).toBe(false);
    now = 600_000;
    expect(nonces.use('a')).toBe(true);
  });

  it('forgets the oldest when it is full', () => {
    const nonces = createNonceMemory(() => 0, 2);
    for (const nonce of ['a', 'b', 'c', 'd']) expect(nonces.use(nonce)).toBe(true);
    expect(nonces.use('d')).toBe(false);
    expect(nonces.use('a')).toBe(true);
  });

  it('follows the clock of the sandbox', async () => {
    const again = { signing: { nonce: 'forgotten' } };
    expect((await ask(again)).status).toBe(200);
    clock += 600_000;
    expect((await ask(again)).status).toBe(200);
  });
});

describe('the other headers', () => {
  const body = () => JSON.stringify(orderBody());
  const create = (headers: Call['headers']) =>
    call(sandbox, { method: 'POST', target: ORDERS, body: body(), now: clock, ...(headers && { headers }) });

  it.each([
    '*/*',
    'application/*',
    'application/json; charset=utf-8',
    'APPLICATION/JSON',
    'text/html, image/gif, image/jpeg, application/json;q=0.9, *; q=.2, */*; q=.2',
  ])('Accept: %s is accepted', async (Accept) => {
    expect((await ask({ headers: { Accept } })).status).toBe(200);
  });

  it.each([undefined, '', 'text/html', 'application/xml, text/*', 'application/json;q=0'])(
    'Accept: %s is refused',
    async (Accept) => {
      const answer = await ask({ headers: { Accept } });
      expect(answer.status).toBe(400);
      expect(answer.json).toMatchObject({ code: 'INVALID_REQUEST', detail: { field: 'Accept', location: 'header' } });
    },
  );

  it.each([undefined, ''])('User-Agent: %s is refused', async (agent) => {
    const answer = await ask({ headers: { 'User-Agent': agent } });
    expect(answer.status).toBe(400);
    expect(answer.json).toMatchObject({ code: 'INVALID_REQUEST', detail: { field: 'User-Agent' } });
  });

  it.each(['application/json', 'application/json; charset=utf-8', 'Application/JSON;charset=UTF-8'])(
    'Content-Type: %s is accepted with a body',
    async (type) => {
      expect((await create({ 'Content-Type': type })).status).toBe(200);
    },
  );

  it.each([undefined, 'text/plain', 'application/x-www-form-urlencoded', 'application/jsonp'])(
    'Content-Type: %s is refused with a body',
    async (type) => {
      const answer = await create({ 'Content-Type': type });
      expect(answer.status).toBe(400);
      expect(answer.json).toMatchObject({ code: 'INVALID_REQUEST', detail: { field: 'Content-Type' } });
    },
  );

  it('Content-Type without a body does no harm', async () => {
    expect((await ask({ headers: { 'Content-Type': 'text/plain' } })).status).toBe(200);
  });
});

describe('a body over 1 MiB', () => {
  it('is refused with 413, at its full length', async () => {
    const answer = await call(sandbox, {
      method: 'POST',
      target: ORDERS,
      body: 'x'.repeat(1024 * 1024 + 1),
      now: clock,
    });
    expect(answer.status).toBe(413);
    expect(answer.requestId).toMatch(/-268435464$/);
  });

  it('is read when it has 1 MiB to the byte', async () => {
    const json = JSON.stringify(orderBody());
    const answer = await call(sandbox, { method: 'POST', target: ORDERS, body: json.padEnd(1024 * 1024), now: clock });
    expect(answer.status).toBe(200);
  });
});
