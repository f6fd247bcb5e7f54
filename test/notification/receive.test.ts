import { generateKeyPairSync } from 'node:crypto';
import { createServer, request as httpRequest, type RequestListener } from 'node:http';
import { buffer, text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { loadConfig, type ReceiveOptions, receiveNotification, refuseNotification } from '../../src/index.js';
import {
  API_V3_KEY,
  configuredEnvironment,
  failure,
  keyRing,
  type Made,
  makeNotification,
  order,
  PUBLIC_KEY_ID,
  publicPem,
} from './helpers.js';

const keys = { keyRing, apiv3Key: API_V3_KEY };

/** Sends a notification to a handler over a real connection. */
const post = async (handler: RequestListener, { headers, body }: Pick<Made, 'headers' | 'body'>): Promise<string> => {
  const server = createServer(handler);
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : 0;
  try {
    return await new Promise<string>((resolve, reject) => {
      const options = { method: 'POST', port, host: '127.0.0.1', headers, agent: false };
      httpRequest(options, (response) => resolve(text(response).then((answer) => `${response.statusCode} ${answer}`)))
        .on('error', reject)
        .end(body);
    });
  } finally {
    server.closeAllConnections();
    server.close();
  }
};

const respond =
  (options: ReceiveOptions): RequestListener =>
  async (request, response) => {
    try {
      const { resource } = await receiveNotification(request, options);
      response.end(JSON.stringify(resource));
    } catch (error) {
      const { status, headers, body } = refuseNotification(error);
      response.writeHead(status, headers).end(body);
    }
  };

describe('receiveNotification', () => {
  it('takes a Node request', async () => {
    expect(await post(respond(keys), await makeNotification())).toBe(`200 ${JSON.stringify(order)}`);
  });

  it('takes a Fetch Request', async () => {
    const { headers, body } = await makeNotification();
    const request = new Request('https://example.com/', { method: 'POST', headers, body });
    expect((await receiveNotification(request, keys)).resource).toEqual(order);
    expect(await failure(() => receiveNotification(request, keys))).toMatchObject({ code: 'BODY_NOT_RAW' });
    const empty = new Request('https://example.com/', { method: 'POST' });
    expect(await failure(() => receiveNotification(empty, keys))).toMatchObject({ code: 'SIGNATURE_MISSING' });
  });

  it('takes headers and raw bytes, in an array or an ArrayBuffer', async () => {
    const { headers, body } = await makeNotification();
    const bytes = new Uint8Array(body);
    for (const raw of [body, bytes, bytes.buffer]) {
      expect((await receiveNotification({ headers, body: raw }, keys)).resource).toEqual(order);
    }
  });

  it('takes the options of createClient', async () => {
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const options = {
      mchid: '1900000109',
      serial: '3775B6A45ACD588826D15E583A95F5DD00000000',
      privateKey,
      certs: { [PUBLIC_KEY_ID]: publicPem },
      apiv3Key: API_V3_KEY,
    };
    for (let count = 0; count < 2; count += 1) {
      expect((await receiveNotification(await makeNotification(), options)).resource).toEqual(order);
    }
  });

  it('takes what loadConfig gives', async () => {
    const options = await loadConfig({ env: configuredEnvironment(), cwd: '/', home: '/' });
    expect((await receiveNotification(await makeNotification(), options)).resource).toEqual(order);
  });

  it('says that a parser has taken the raw body, and names the way out', async () => {
    const made = await makeNotification();
    let error: unknown;
    await post(async (request, response) => {
      // What express.json() does.
      const body: unknown = JSON.parse((await buffer(request)).toString());
      error = await failure(() => receiveNotification(Object.assign(request, { body }), keys));
      response.end();
    }, made);
    expect(error).toMatchObject({
      type: 'usage',
      code: 'BODY_NOT_RAW',
      hint: expect.stringContaining('express.raw'),
    });
  });

  it('takes the bytes that express.raw has left on the request', async () => {
    let resource: unknown;
    await post(
      async (request, response) => {
        const body = await buffer(request);
        resource = (await receiveNotification(Object.assign(request, { body }), keys)).resource;
        response.end();
      },
      await makeNotification(),
    );
    expect(resource).toEqual(order);
  });

  it('reads 1 MiB and no more', async () => {
    const { headers } = await makeNotification();
    const body = Buffer.alloc(1024 * 1024 + 1, 0x20);
    const request = new Request('https://example.com/', { method: 'POST', headers, body });
    for (const form of [request, { headers, body }]) {
      expect(await failure(() => receiveNotification(form, keys))).toMatchObject({ code: 'NOTIFICATION_TOO_LARGE' });
    }
    expect(await post(respond(keys), { headers, body })).toBe('413 {"code":"FAIL","message":"too large"}');
    const just = { headers, body: body.subarray(1) };
    expect(await failure(() => receiveNotification(just, keys))).toMatchObject({ code: 'SIGNATURE_MISMATCH' });
  });

  it.each([
    [undefined, 'MISSING_APIV3_KEY'],
    ['short', 'BAD_APIV3_KEY'],
    [Buffer.alloc(5), 'BAD_APIV3_KEY'],
    ['x'.repeat(32), 'APIV3_KEY_MISMATCH'],
    [Buffer.alloc(32, 0xff), 'APIV3_KEY_MISMATCH'],
  ])('names what is wrong with the APIv3 key: %j', async (key, code) => {
    const made = await makeNotification();
    expect(await failure(() => receiveNotification(made, { keyRing, apiv3Key: key }))).toMatchObject({
      type: 'config',
      code,
    });
  });

  it('believes the clock that it is given', async () => {
    const made = await makeNotification({ offset: -3600 });
    expect(await failure(() => receiveNotification(made, keys))).toMatchObject({ code: 'SIGNATURE_EXPIRED' });
    expect((await receiveNotification(made, { ...keys, now: Date.now() - 3_600_000 })).id).toBe(made.id);
  });
});

describe('refuseNotification', () => {
  it('has an answer for every failure, with nothing of the configuration in it', async () => {
    const answers = [];
    for (const making of [{ headers: { 'Wechatpay-Nonce': 'x' } }, { plain: '1' }, { apiv3Key: 'x'.repeat(32) }]) {
      const made = await makeNotification(making);
      answers.push(refuseNotification(await failure(() => receiveNotification(made, keys))));
    }
    expect(answers.map(({ status }) => status)).toEqual([401, 400, 500]);
    for (const { body, headers } of [...answers, refuseNotification(new Error('mine'))]) {
      expect(JSON.parse(body)).toEqual({ code: 'FAIL', message: expect.any(String) });
      expect(headers['Content-Type']).toContain('application/json');
      for (const secret of ['PUB_KEY_ID', 'mine', API_V3_KEY]) expect(body).not.toContain(secret);
    }
  });
});

it.each([undefined, null, 5, {}, { headers: null, body: Buffer.from('{}') }, { headers: {}, body: '{}' }])(
  'a request that is none is told as one without raw bytes: %j',
  async (request) => {
    const error = await failure(() => Reflect.apply(receiveNotification, undefined, [request, keys]));
    expect(error).toMatchObject({ type: 'usage', code: 'BODY_NOT_RAW' });
  },
);

it.each([undefined, null, {}, { keyRing: null }, { keyRing: undefined, apiv3Key: API_V3_KEY }, { ...keys, ring: 1 }])(
  'options that are none are a ConfigError: %j',
  async (options) => {
    const made = await makeNotification();
    const error = await failure(() => Reflect.apply(receiveNotification, undefined, [made, options]));
    expect(error).toMatchObject({
      type: 'config',
      code: expect.stringMatching(/^(?:CONFIG_INVALID|MISSING_CREDENTIALS)$/),
    });
    expect(String(error)).toContain('receiveNotification: ');
  },
);

it('another signature algorithm is refused by name', async () => {
  const made = await makeNotification({ headers: { 'Wechatpay-Signature-Type': 'WECHATPAY2-SM2-WITH-SM3' } });
  const error = await failure(() => receiveNotification(made, keys));
  expect(error).toMatchObject({ type: 'signature', code: 'SIGNATURE_UNSUPPORTED_TYPE' });
  expect(String(error)).toContain('WECHATPAY2-SM2-WITH-SM3');
});

it.each([Number.NaN, null, '2026-01-01'])('with a clock that is %j nothing verifies', async (now) => {
  const made = await makeNotification();
  const error = await failure(() => Reflect.apply(receiveNotification, undefined, [made, { ...keys, now }]));
  expect(error).toMatchObject({ type: 'signature', code: 'SIGNATURE_NO_CLOCK' });
});
