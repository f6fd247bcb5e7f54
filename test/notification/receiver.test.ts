import { Agent, createServer, request as httpRequest, type IncomingHttpHeaders, type RequestListener } from 'node:http';
import { connect } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import { createReceiver, type Received, type ReceiverOptions } from '../../src/notification/receiver.js';
import { parseSaved, type SavedRequest } from '../../src/notification/saved.js';
import { serveReceiver } from '../../src/notification/server.js';
import { apiv3Key, keyRing, type Made, makeNotification, order, PUBLIC_KEY_ID } from './helpers.js';

const PATH = '/wechatpay/notify';
const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  body: string;
}

const send = (
  url: string,
  {
    headers,
    body,
    agent = false,
    method = 'POST',
  }: Pick<Made, 'headers' | 'body'> & { agent?: Agent | false; method?: string },
): Promise<Answer> =>
  new Promise((resolve, reject) => {
    httpRequest(url, { method, headers, agent }, async (response) => {
      const body = (await buffer(response)).toString();
      resolve({ status: response.statusCode ?? 0, headers: response.headers, body });
    })
      .on('error', reject)
      .end(body);
  });

const start = async (options: Partial<ReceiverOptions> = {}) => {
  const received: Received[] = [];
  const problems: { error: unknown; status: number }[] = [];
  const receiver = createReceiver({
    keyRing,
    apiv3Key,
    path: PATH,
    onReceived: (one) => void received.push(one),
    onProblem: (error, status) => void problems.push({ error, status }),
    ...options,
  });
  const server = await serveReceiver(receiver, { host: '127.0.0.1', port: 0 });
  closing.push(server.close);
  return { url: server.url + PATH, received, problems, close: server.close };
};

/** A merchant's own server. */
const startTarget = async (answer: RequestListener) => {
  const seen: { rawHeaders: string[]; headers: IncomingHttpHeaders; url: string; body: Buffer }[] = [];
  const server = createServer(async (request, response) => {
    const { rawHeaders, headers, url = '' } = request;
    seen.push({ rawHeaders, headers, url, body: await buffer(request) });
    answer(request, response);
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  closing.push(async () => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  return { url: new URL(`http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}/mine?x=1`), seen };
};

const OK: RequestListener = (_, response) => void response.writeHead(204).end();

describe('answers', () => {
  it('204 to one that verifies, after it was told', async () => {
    const { url, received } = await start();
    const made = await makeNotification();
    expect(await send(url, made)).toMatchObject({ status: 204, body: '' });
    expect(received).toMatchObject([{ event: { id: made.id, resource: order }, status: 204, repeat: false }]);
  });

  it('401 with FAIL to one that does not verify, and tells why', async () => {
    const { url, received, problems } = await start();
    const { headers, body } = await makeNotification();
    const wrong = [
      { headers: {}, body },
      { headers: { ...headers, 'Wechatpay-Nonce': 'other' }, body },
      { headers: { ...headers, 'Wechatpay-Serial': 'PUB_KEY_ID_1' }, body },
      await makeNotification({ offset: -301 }),
    ];
    for (const made of wrong) {
      const answer = await send(url, made);
      expect(answer.status).toBe(401);
      expect(JSON.parse(answer.body)).toMatchObject({ code: 'FAIL', message: expect.any(String) });
      expect(answer.body).not.toContain(PUBLIC_KEY_ID);
    }
    expect(received).toEqual([]);
    expect(problems.map(({ error }) => error)).toMatchObject([
      { code: 'SIGNATURE_MISSING' },
      { code: 'SIGNATURE_MISMATCH' },
      { code: 'SIGNATURE_UNKNOWN_SERIAL' },
      { code: 'SIGNATURE_EXPIRED' },
    ]);
  });

  it('401 to a signature probe', async () => {
    const { url, problems } = await start();
    const { headers, body } = await makeNotification();
    const signature = `WECHATPAY/SIGNTEST/${headers['Wechatpay-Signature']}`;
    const answer = await send(url, { headers: { ...headers, 'Wechatpay-Signature': signature }, body });
    expect(answer).toMatchObject({ status: 401, body: expect.stringContaining('"FAIL"') });
    expect(problems).toMatchObject([{ error: { code: 'SIGNATURE_PROBE' }, status: 401 }]);
  });

  it('500 with a wrong APIv3 key and 400 to undocumented content, so that it comes again', async () => {
    const { url, problems } = await start();
    expect((await send(url, await makeNotification({ apiv3Key: 'x'.repeat(32) }))).status).toBe(500);
    expect((await send(url, await makeNotification({ body: Buffer.from('{}') }))).status).toBe(400);
    expect(problems.map(({ error }) => error)).toMatchObject([
      { code: 'APIV3_KEY_MISMATCH' },
      { code: 'BAD_NOTIFICATION' },
    ]);
  });

  it('404 on other paths, 405 with Allow to other methods', async () => {
    const told: string[] = [];
    const onMisdirected: ReceiverOptions['onMisdirected'] = ({ method, target }, status) => {
      told.push(`${method} ${target} ${status}`);
    };
    const { url, received } = await start({ onMisdirected });
    const made = await makeNotification();
    expect((await send(url.replace(PATH, '/other'), made)).status).toBe(404);
    expect((await send(`${url}/`, made)).status).toBe(404);
    expect(await send(url, { headers: {}, body: Buffer.alloc(0), method: 'GET' })).toMatchObject({
      status: 405,
      headers: { allow: 'POST' },
    });
    expect((await send(url, { ...made, method: 'PUT' })).status).toBe(405);
    expect(received).toEqual([]);
    expect((await send(`${url}?a=1`, made)).status).toBe(204);
    expect(told).toEqual(['POST /other 404', `POST ${PATH}/ 404`, `GET ${PATH} 405`, `PUT ${PATH} 405`]);
  });

  it('413 above 1 MiB, announced or not, and stays there', async () => {
    const { url } = await start();
    const body = Buffer.alloc(3 * 1024 * 1024, 0x20);
    expect((await send(url, { headers: {}, body })).status).toBe(413);
    expect((await send(url, { headers: { 'Transfer-Encoding': 'chunked' }, body })).status).toBe(413);
    expect((await send(url, await makeNotification())).status).toBe(204);
  });

  it('413 without a reset: the sender may go on with its connection', async () => {
    const { url } = await start();
    const socket = connect(Number(new URL(url).port), '127.0.0.1');
    const length = 3 * 1024 * 1024;
    socket.write(`POST ${PATH} HTTP/1.1\r\nHost: x\r\nContent-Length: ${length}\r\n\r\n`);
    socket.write(Buffer.alloc(length, 0x20));
    socket.write('GET /other HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n');
    expect((await buffer(socket)).toString()).toMatch(/^HTTP\/1\.1 413 [\s\S]*HTTP\/1\.1 404 /);
  });

  it('within 5 s to a sender that does not finish, and is not held up by it when it closes', async () => {
    const { url, problems, close } = await start();
    const socket = connect(Number(new URL(url).port), '127.0.0.1');
    const begun = Date.now();
    socket.write(`POST ${PATH} HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n123`);
    const headless = connect(Number(new URL(url).port), '127.0.0.1');
    headless.write(`POST ${PATH} HTTP/1.1\r\nHost: x\r\n`);
    const answers = await Promise.all([buffer(socket), buffer(headless)]);
    for (const answer of answers) expect(answer.toString()).toMatch(/^HTTP\/1\.1 408 /);
    expect(Date.now() - begun).toBeLessThan(5000);
    await close();
    expect(Date.now() - begun).toBeLessThan(5000);
    expect(problems).toMatchObject([{ status: 408, error: { code: 'NOTIFICATION_INCOMPLETE' } }]);
  });

  it('500 when it cannot be kept, and takes it the next time', async () => {
    let full = true;
    const saved: (string | undefined)[] = [];
    const save = async (_: SavedRequest, id: string | undefined) => {
      if (full) throw new Error('ENOSPC');
      saved.push(id);
    };
    const { url, received, problems } = await start({ save });
    const made = await makeNotification();
    expect((await send(url, made)).status).toBe(500);
    expect((await send(url, { headers: {}, body: made.body })).status).toBe(401);
    full = false;
    expect((await send(url, made)).status).toBe(204);
    expect((await send(url, { headers: {}, body: made.body })).status).toBe(401);
    expect(saved).toEqual([made.id, undefined]);
    expect(received).toMatchObject([
      { status: 500, repeat: false },
      { status: 204, repeat: true },
    ]);
    expect(problems.map(({ status }) => status)).toEqual([500, 401, 401, 401]);
  });
});

describe('sending on', () => {
  it('sends the same bytes and headers, and passes the answer on', async () => {
    const target = await startTarget((_, response) => {
      response.writeHead(200, { 'Content-Type': 'application/json', 'X-Mine': '1' }).end('{"code":"SUCCESS"}');
    });
    const { url } = await start({ target: target.url });
    const plain = `${JSON.stringify(order).slice(0, -1)}, "备注": "é" }`;
    // Blanks, which parsing and writing again would lose.
    const spaced = (await makeNotification({ plain })).body.toString().replaceAll('","', '" ,\n"');
    const { headers, body } = await makeNotification({ body: Buffer.from(spaced) });
    const answer = await send(url, { headers: { ...headers, 'X-Odd-CASE': 'Kept' }, body });
    expect(answer).toMatchObject({ status: 200, body: '{"code":"SUCCESS"}' });
    const [seen] = target.seen;
    expect(seen?.url).toBe('/mine?x=1');
    expect(seen?.body.equals(body)).toBe(true);
    const raw = seen?.rawHeaders ?? [];
    for (const [name, value] of Object.entries({ ...headers, 'X-Odd-CASE': 'Kept' })) {
      expect(raw[raw.indexOf(name) + 1]).toBe(value);
    }
    expect(raw.filter((word) => word.toLowerCase() === 'host').length).toBe(1);
    expect(seen?.headers.host).toBe(target.url.host);
  });

  it.each([500, 302, 404])('passes a %i on, follows nothing, and sends a repeat on again', async (status) => {
    const target = await startTarget((_, response) => void response.writeHead(status, { Location: '/x' }).end());
    const { url, received } = await start({ target: target.url });
    const made = await makeNotification();
    expect((await send(url, made)).status).toBe(status);
    expect((await send(url, made)).status).toBe(status);
    expect(target.seen.length).toBe(2);
    expect(received).toMatchObject([
      { status, repeat: false },
      { status, repeat: true },
    ]);
  });

  it('502 when nothing listens there, naming it', async () => {
    const target = await startTarget(OK);
    await closing.pop()?.();
    const { url, problems } = await start({ target: target.url });
    expect(await send(url, await makeNotification())).toMatchObject({
      status: 502,
      body: expect.stringContaining('FAIL'),
    });
    expect(problems).toMatchObject([
      { status: 502, error: { hint: `Is your server running on ${target.url.origin}?` } },
    ]);
  });

  it('502 when the answer is cut short', async () => {
    const target = await startTarget((request) => void request.socket.destroy());
    const { url } = await start({ target: target.url });
    expect((await send(url, await makeNotification())).status).toBe(502);
  });

  it('504 within 5 s when the target is slow', async () => {
    const target = await startTarget(() => {});
    const { url, problems } = await start({ target: target.url });
    const begun = Date.now();
    expect((await send(url, await makeNotification())).status).toBe(504);
    expect(Date.now() - begun).toBeLessThan(5000);
    await delay(50);
    expect(problems).toMatchObject([{ status: 504, error: { code: 'TARGET_TIMEOUT' } }]);
  });

  it('passes the status on alone when the body is compressed or long', async () => {
    const bodies = [
      { headers: { 'Content-Encoding': 'gzip' }, body: gzipSync('mine') },
      { headers: {}, body: Buffer.alloc(100_000) },
    ];
    const target = await startTarget((_, response) => {
      const { headers, body } = bodies.shift() ?? { headers: {}, body: '' };
      response.writeHead(201, headers).end(body);
    });
    const { url } = await start({ target: target.url });
    for (const made of [await makeNotification(), await makeNotification()]) {
      expect(await send(url, made)).toMatchObject({ status: 201, body: '' });
    }
  });

  it('sends nothing on that does not verify', async () => {
    const target = await startTarget(OK);
    const { url } = await start({ target: target.url });
    const { headers, body } = await makeNotification();
    await send(url, { headers: { ...headers, 'Wechatpay-Nonce': 'x' }, body });
    expect(target.seen).toEqual([]);
  });
});

describe('repeats', () => {
  it('are answered alike, marked, and not sent on again, though the head differs', async () => {
    const target = await startTarget((_, response) => void response.writeHead(202).end('mine'));
    const saved: SavedRequest[] = [];
    const { url, received } = await start({ target: target.url, save: async (one) => void saved.push(one) });
    const first = await makeNotification({ id: 'EV-1' });
    const second = await makeNotification({ id: 'EV-1', body: first.body, offset: 1 });
    const answers = [await send(url, first), await send(url, second), await send(url, first)];
    for (const answer of answers) expect(answer).toMatchObject({ status: 202, body: 'mine' });
    expect(received.map(({ repeat }) => repeat)).toEqual([false, true, true]);
    expect([target.seen.length, saved.length]).toEqual([1, 1]);
  });

  it('that come while the first is under way wait for it', async () => {
    const target = await startTarget(async (_, response) => {
      await delay(200);
      response.writeHead(204).end();
    });
    const { url, received } = await start({ target: target.url });
    const made = await makeNotification();
    const answers = await Promise.all(Array.from({ length: 5 }, () => send(url, made)));
    expect(answers.map(({ status }) => status)).toEqual([204, 204, 204, 204, 204]);
    expect(target.seen.length).toBe(1);
    expect(received.filter(({ repeat }) => repeat).length).toBe(4);
  });
});

describe('many', () => {
  it('1,000 notifications over 50 connections: none lost, none twice', async () => {
    const target = await startTarget(OK);
    const { url, received } = await start({ target: target.url });
    const made = await Promise.all(Array.from({ length: 1000 }, (_, at) => makeNotification({ id: `EV-${at}` })));
    const agent = new Agent({ keepAlive: true, maxSockets: 50 });
    const statuses = await Promise.all(made.map(async (one) => (await send(url, { ...one, agent })).status));
    agent.destroy();
    expect(new Set(statuses)).toEqual(new Set([204]));
    const ids = made.map(({ id }) => id).sort();
    expect(received.map(({ event }) => event.id).sort()).toEqual(ids);
    expect(received.some(({ repeat }) => repeat)).toBe(false);
    const bodies = (list: readonly { body: Buffer }[]) => list.map(({ body }) => body.toString()).sort();
    expect(bodies(target.seen)).toEqual(bodies(made));
  });
});

describe('closing', () => {
  it('finishes what is in hand, takes no more, and does not wait for connections without a request', async () => {
    const target = await startTarget(async (_, response) => {
      await delay(300);
      response.writeHead(204).end();
    });
    const { url, received, close } = await start({ target: target.url });
    const agent = new Agent({ keepAlive: true });
    const answer = send(url, { ...(await makeNotification()), agent });
    while (target.seen.length === 0) await delay(5);
    const headless = connect(Number(new URL(url).port), '127.0.0.1').on('error', () => {});
    headless.write(`POST ${PATH} HTTP/1.1\r\n`);
    await delay(20);
    const begun = Date.now();
    await close();
    expect(Date.now() - begun).toBeLessThan(2000);
    expect((await answer).status).toBe(204);
    expect(received.length).toBe(1);
    agent.destroy();
    await expect(send(url, await makeNotification())).rejects.toThrow('ECONNREFUSED');
  });
});

describe('the saved form', () => {
  it('is told from a body, and survives changed line ends in its head', async () => {
    const saved: SavedRequest[] = [];
    const { url } = await start({ save: async (one) => void saved.push(one) });
    const { headers, body } = await makeNotification();
    await send(url, { headers, body });
    const { formatSaved } = await import('../../src/notification/saved.js');
    const [one] = saved;
    if (one === undefined) throw new Error('nothing was saved');
    const file = formatSaved(one);
    expect(file.toString()).toMatch(/^POST \/wechatpay\/notify HTTP\/1\.1\r\n/);
    const parsed = parseSaved(file);
    expect(parsed?.body.equals(body)).toBe(true);
    expect(parsed?.head).toContain(`Wechatpay-Nonce: ${headers['Wechatpay-Nonce']}`);
    const head = file
      .subarray(0, file.length - body.length)
      .toString()
      .replaceAll('\r', '');
    expect(parseSaved(Buffer.concat([Buffer.from(head), body]))?.body.equals(body)).toBe(true);
    for (const other of [body, Buffer.alloc(0), Buffer.from('POST / HTTP/1.1\r\nX: y')]) {
      expect(parseSaved(other)).toBeUndefined();
    }
  });
});
