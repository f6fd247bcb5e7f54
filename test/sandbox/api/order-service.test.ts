import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Sandbox, type SandboxOptions, startSandbox } from '../../../src/sandbox/index.js';
import { call, type Received } from '../helpers/call.js';
import { get, newNumber, ORDERS, orderBody, post } from '../helpers/orders.js';
import { start } from '../helpers/temporary.js';

let sandbox: Sandbox;
const START = Date.parse('2025-05-20T05:29:35.120Z');
let clock = START;

beforeAll(async () => {
  sandbox = await startSandbox({ dataDir: ':memory:', now: () => clock, receiveAfter: 5000 });
});
afterAll(() => sandbox.close());

const create = (body: unknown) => post(sandbox, body, { now: clock });
const createRaw = (body: string | Buffer) => call(sandbox, { method: 'POST', target: ORDERS, body, now: clock });
const read = (outOrderNo: string) => get(sandbox, outOrderNo, { now: clock });
const qualification = (openid: string) =>
  call(sandbox, { target: `/v3/hire-power-bank/user-qualifications/${encodeURIComponent(openid)}`, now: clock });

const refused = (answer: Received, detail: object, errorCode: number, code = 'PARAM_ERROR') => {
  expect(answer.status).toBe(400);
  expect(answer.json).toMatchObject({ code, detail });
  expect(answer.requestId).toMatch(new RegExp(`-${errorCode}$`));
};

describe('an order', () => {
  it('is answered with the fields of the documents, in their order', async () => {
    const body = orderBody({ openid: 'oUser', service_id: '500001' });
    const answer = await create(body);
    expect(answer.status).toBe(200);
    expect(answer.json).toEqual({
      order_id: expect.stringMatching(/^[0-9A-Z]{1,32}$/),
      out_order_no: body.out_order_no,
      openid: 'oUser',
      max_claim_count: 3,
      claimed_count: 0,
      order_receive_time: '2025-05-20T13:29:35.120+08:00',
      order_begin_time: '2025-05-20T13:29:40.120+08:00',
      order_end_time: '2025-05-21T13:29:40.120+08:00',
      order_receive_state: 'RECEIVING',
    });
    expect(Object.keys(Object(answer.json))).toEqual([
      'order_id',
      'out_order_no',
      'openid',
      'max_claim_count',
      'claimed_count',
      'order_receive_time',
      'order_begin_time',
      'order_end_time',
      'order_receive_state',
    ]);
  });

  it('is RECEIVING until receiveAfter has passed, then RECEIVED, with begin and end before the state', async () => {
    clock = START;
    const { out_order_no } = orderBody();
    await create(orderBody({ out_order_no }));
    clock = START + 4999;
    expect((await read(out_order_no)).json).toMatchObject({ order_receive_state: 'RECEIVING' });
    clock = START + 5000;
    const received = (await read(out_order_no)).json;
    expect(received).toMatchObject({
      order_receive_state: 'RECEIVED',
      order_receive_time: '2025-05-20T13:29:35.120+08:00',
      order_begin_time: '2025-05-20T13:29:40.120+08:00',
      order_end_time: '2025-05-21T13:29:40.120+08:00',
    });
    expect(Object.keys(Object(received)).slice(-3)).toEqual([
      'order_begin_time',
      'order_end_time',
      'order_receive_state',
    ]);
  });

  it('of an openid with FAILED fails, and never begins', async () => {
    clock = START;
    const body = orderBody({ openid: 'oFAILED1' });
    expect((await create(body)).json).toMatchObject({ order_receive_state: 'RECEIVING' });
    clock = START + 5000;
    const { json } = await read(body.out_order_no);
    expect(json).toMatchObject({ order_receive_state: 'FAILED' });
    expect(json).not.toHaveProperty('order_begin_time');
  });

  it('that nobody made is 404', async () => {
    const answer = await read('nobody-made-this');
    expect(answer.status).toBe(404);
    expect(answer.json).toMatchObject({ code: 'RESOURCE_NOT_EXISTS' });
    expect(answer.requestId).toMatch(/-268512771$/);
  });
});

describe('the same number again', () => {
  it('with the same parameters is the same order, whatever the JSON looks like', async () => {
    const { out_order_no, openid, notify_url } = orderBody();
    const first = await create({ out_order_no, openid, notify_url });
    const again = await create({ notify_url, openid, out_order_no });
    expect(again.status).toBe(200);
    expect(again.json).toEqual(first.json);
    const all = (await sandbox.orders()).filter((order) => order.out_order_no === out_order_no);
    expect(all).toHaveLength(1);
  });

  it.each([
    ['openid', { openid: 'oOther' }],
    ['notify_url', { notify_url: 'https://merchant.example.com/other' }],
    ['service_id', { service_id: '500002' }],
  ])('with another %s is refused, and the order stays as it was', async (field, change) => {
    const body = orderBody();
    const first = await create(body);
    const answer = await create({ ...body, ...change });
    refused(answer, { field: '/out_order_no', issue: expect.stringContaining(field) }, 268498688, 'INVALID_REQUEST');
    expect((await read(body.out_order_no)).json).toEqual(first.json);
  });

  it('at the same moment makes one order', async () => {
    const body = orderBody();
    const answers = await Promise.all(Array.from({ length: 8 }, () => create(body)));
    expect(new Set(answers.map(({ body: bytes }) => bytes.toString())).size).toBe(1);
  });
});

describe('on request', () => {
  const startWith = (options: Partial<SandboxOptions>) => start({ dataDir: ':memory:', now: () => clock, ...options });

  it('begin and end are left out until an order is received (sparse)', async () => {
    clock = START;
    const sparse = await startWith({ sparse: true, receiveAfter: 5000 });
    const body = orderBody();
    const created = await post(sparse, body, { now: clock });
    expect(created.json).toMatchObject({ order_receive_state: 'RECEIVING' });
    for (const name of ['order_begin_time', 'order_end_time']) expect(created.json).not.toHaveProperty(name);
    clock = START + 5000;
    const received = await get(sparse, body.out_order_no, { now: clock });
    expect(received.json).toMatchObject({ order_begin_time: '2025-05-20T13:29:40.120+08:00' });
  });

  it('an order cannot be read at first, but is the same when it is created again (readLag)', async () => {
    clock = START;
    const slow = await startWith({ readLag: 300 });
    const body = orderBody();
    const first = await post(slow, body, { now: clock });
    expect((await get(slow, body.out_order_no, { now: clock })).status).toBe(404);
    expect((await post(slow, body, { now: clock })).json).toEqual(first.json);
    clock = START + 300;
    expect((await get(slow, body.out_order_no, { now: clock })).status).toBe(200);
  });

  it('a number with other parameters is refused as PayScore does (reentry)', async () => {
    clock = START;
    const payScore = await startWith({ reentry: 'param-error' });
    const body = orderBody();
    await post(payScore, body, { now: clock });
    const answer = await post(payScore, { ...body, openid: 'oOther' }, { now: clock });
    refused(answer, { field: '/out_order_no', issue: expect.stringContaining('openid') }, 271316598);
    expect(answer.json).toMatchObject({ message: '订单重入参数校验失败' });
  });
});

describe('the basic rules:', () => {
  it.each([
    ['an emoji', { openid: 'o😀' }, '/openid'],
    ['an ideograph of four bytes', { service_id: '𠀀' }, '/service_id'],
    ['null', { service_id: null }, '/service_id'],
    ['null for an unknown field', { more: null }, '/more'],
  ])('%s is refused, escaped or not', async (_, change, field) => {
    const body = { ...orderBody(), ...change };
    const detail = { field, issue: expect.any(String), location: 'body' };
    refused(await create(body), detail, 268435461);
    const escaped = JSON.stringify(body).replace(/[\u{80}-\u{10ffff}]/gu, (character) =>
      [...Array(character.length).keys()]
        .map((at) => `\\u${character.charCodeAt(at).toString(16).padStart(4, '0')}`)
        .join(''),
    );
    refused(await createRaw(escaped), detail, 268435461);
  });

  it('characters of three bytes are fine', async () => {
    expect((await create(orderBody({ openid: 'o中文€' }))).status).toBe(200);
  });
});

describe('a body is refused', () => {
  it.each(['out_order_no', 'openid', 'notify_url'])('without %s', async (name) => {
    const rest = Object.fromEntries(Object.entries(orderBody()).filter(([key]) => key !== name));
    refused(await create(rest), { field: `/${name}`, issue: expect.any(String), location: 'body' }, 268435461);
  });

  it.each([
    ['out_order_no', 'a b'],
    ['out_order_no', '中'],
    ['openid', 'o\u3000x'],
    ['openid', '\uFEFFo'],
    ['openid', 1],
    ['notify_url', 'https://merchant.example.com/?a=1'],
    ['notify_url', 'http://merchant.example.com/'],
    ['service_id', null],
  ])('with %s = %j, naming the field and showing the value', async (name, value) => {
    refused(await create({ ...orderBody(), [name]: value }), { field: `/${name}`, value, location: 'body' }, 268435461);
  });

  it.each([
    ['openid', ''],
    ['openid', 'o'.repeat(129)],
    ['service_id', 's'.repeat(129)],
    ['notify_url', `https://merchant.example.com/${'a'.repeat(240)}`],
  ])('with %s out of range, with the code for that', async (name, value) => {
    refused(await create({ ...orderBody(), [name]: value }), { field: `/${name}`, location: 'body' }, 268435464);
  });

  it('with an unknown field, with the code for that, even when another one is missing', async () => {
    const { openid, ...rest } = orderBody();
    const detail = { field: '/open_id', value: openid, location: 'body' };
    refused(await create({ ...rest, open_id: openid }), detail, 270924358);
  });

  it('with a field named __proto__', async () => {
    const json = JSON.stringify(orderBody()).replace('{', '{"__proto__":{"a":1},');
    refused(await createRaw(json), { field: '/__proto__' }, 270924358);
  });

  it.each([
    ['empty', ''],
    ['cut short', '{"out_order_no":'],
    ['with a BOM', `\uFEFF${JSON.stringify(orderBody())}`],
    ['not UTF-8', Buffer.from([0x22, 0xff, 0x22])],
  ])('that is %s, as no JSON', async (_, body) => {
    const headers = { 'Content-Type': 'application/json', 'Content-Length': String(Buffer.byteLength(body)) };
    const answer = await call(sandbox, { method: 'POST', target: ORDERS, body, headers, now: clock });
    refused(answer, { location: 'body' }, 268435461, 'INVALID_REQUEST');
  });

  it.each(['[]', '"text"', 'null', '1'])('that is the JSON %s and no object', async (body) => {
    refused(await createRaw(body), { field: '/', location: 'body' }, 268435461);
  });

  it('and nothing is stored', async () => {
    const body = orderBody();
    await create({ ...body, extra: 1 });
    expect((await read(body.out_order_no)).status).toBe(404);
  });
});

describe('a notify_url to this machine', () => {
  it('may be plain http', async () => {
    expect((await create(orderBody({ notify_url: 'http://127.0.0.1:3000/notify' }))).status).toBe(200);
  });
});

describe('clients in other languages', () => {
  const NUMBER = 'a|b*c-_1';

  it('may escape slashes and any character, and put blanks into their JSON', async () => {
    const out_order_no = newNumber();
    const first = await create(orderBody({ out_order_no, openid: 'o中' }));
    const php = `{"out_order_no":"${out_order_no}","openid":"o\\u4e2d","notify_url":"https:\\/\\/merchant.example.com\\/notify"}`;
    const python = `{"out_order_no": "${out_order_no}", "openid": "o\\u4E2D",\r\n "notify_url": "https://merchant.example.com/notify"}\n`;
    for (const body of [php, python]) {
      const answer = await createRaw(body);
      expect(answer.status).toBe(200);
      expect(answer.json).toEqual(first.json);
    }
  });

  it.each(['a|b*c-_1', 'a%7Cb*c-_1', 'a%7cb%2ac%2D%5f1', '%61%7Cb%2Ac-_1'])(
    'may write the number as %s',
    async (segment) => {
      await create(orderBody({ out_order_no: NUMBER }));
      const answer = await call(sandbox, { target: `${ORDERS}/${segment}`, now: clock });
      expect(answer.status).toBe(200);
      expect(answer.json).toMatchObject({ out_order_no: NUMBER });
    },
  );

  it('get 400 for a target that is not percent-encoded UTF-8', async () => {
    for (const segment of ['%', '%zz', '%ff']) {
      const answer = await call(sandbox, { target: `${ORDERS}/${segment}`, now: clock });
      refused(answer, { location: 'path' }, 268435461, 'INVALID_REQUEST');
    }
  });

  it('get 400 for what cannot be a number', async () => {
    refused(
      await call(sandbox, { target: `${ORDERS}/a%2Fb`, now: clock }),
      { field: 'out_order_no', value: 'a/b' },
      268435461,
    );
  });
});

describe('qualification', () => {
  it('is given to a user', async () => {
    expect((await qualification('oUser')).json).toEqual({ qualified_user: true });
  });

  it('is not given to an openid with UNQUALIFIED', async () => {
    expect((await qualification('oUNQUALIFIED1')).json).toEqual({ qualified_user: false });
  });

  it('is refused for what cannot be an openid', async () => {
    refused(await qualification('a b'), { field: 'openid', value: 'a b', location: 'path' }, 268435461);
  });
});

describe('everything else is 404', () => {
  it.each([
    ['GET', '/'],
    ['GET', '/v3'],
    ['GET', ORDERS],
    ['GET', `${ORDERS}/`],
    ['GET', `${ORDERS}/a/b`],
    ['POST', `${ORDERS}/a`],
    ['DELETE', `${ORDERS}/a`],
    ['POST', '/v3/certificates'],
    ['POST', '/v3/hire-power-bank/user-qualifications/a'],
    ['GET', '/v2/hire-power-bank/insurance-orders/a'],
    ['GET', '/v3/hire-power-bank/user-qualifications/'],
    ['GET', '/v3/hire-power-bank/constructor/a'],
    ['GET', '/v3/constructor'],
  ])('%s %s', async (method, target) => {
    const answer = await call(sandbox, { method, target, now: clock });
    expect(answer.status).toBe(404);
    expect(answer.json).toMatchObject({ code: 'RESOURCE_NOT_EXISTS', message: expect.stringContaining(target) });
  });
});
