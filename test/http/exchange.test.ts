import { createPrivateKey, createPublicKey } from 'node:crypto';
import { getEventListeners, once } from 'node:events';
import { createServer, type Server as HttpServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createTcpServer, type Server, type Socket } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { afterAll, afterEach, beforeEach, describe, expect, inject, it, vi } from 'vitest';
import { parseAuthorization } from '../../src/apiv3/authorization.js';
import { EMPTY_KEY_RING } from '../../src/apiv3/key-ring.js';
import { requestMessage } from '../../src/apiv3/message.js';
import { signMessage, verifyMessage } from '../../src/apiv3/signature.js';
import { deferred } from '../../src/batch/plan/tasks.js';
import { ConfigError } from '../../src/errors.js';
import { realRuntime } from '../../src/http/runtime.js';
import { createTransport } from '../../src/http/transport.js';
import type { CallerOptions, CallRequest, TraceEvent } from '../../src/http/types.js';
import { rejection } from '../helpers/harness.js';

const open: Server[] = [];
const sockets = new Set<Socket>();
afterAll(() => {
  for (const socket of sockets) socket.destroy();
  for (const server of open) server.close();
});

const listen = async (server: Server, scheme = 'http'): Promise<string> => {
  open.push(server);
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  return `${scheme}://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`;
};

interface Arrived {
  request: IncomingMessage;
  body: Buffer;
}

/** A server that answers in a way of the test's own, and the promise of the first request that arrives. */
const serve = async (answer: (response: ServerResponse, socket: Socket) => unknown) => {
  const arrived: Arrived[] = [];
  const server: HttpServer = createServer(async (request, response) => {
    arrived.push({ request, body: await buffer(request) });
    server.emit('arrived', request.socket);
    answer(response, request.socket);
  });
  return { origin: await listen(server), server, arrived };
};

const order: CallRequest = {
  method: 'POST',
  target: '/v3/orders?kind=%E4%B8%AD',
  body: Buffer.from('{"openid":"用户"}'),
  idempotent: true,
};
const read: CallRequest = { method: 'GET', target: '/v3/orders/n1', idempotent: true };

const privateKey = () => createPrivateKey(inject('keyPairs')[0]?.privateKey ?? '');

/** A transport that believes every response: whether it is signed is decided elsewhere. */
const transport = (options: Partial<CallerOptions> = {}) => {
  const sign = (message: Buffer) => signMessage(message, privateKey());
  const credentials = { mchid: '1900000109', serial: '0123456789ABCDEF', keyRing: EMPTY_KEY_RING, sign };
  const verify = () => ({ ok: true, serial: 'any' }) as const;
  return createTransport({ credentials, baseUrl: 'http://unused.test', env: {}, verify, ...options }, realRuntime());
};

const withSigner = (sign: () => Promise<string>) =>
  transport({ credentials: { mchid: '1900000109', serial: '0123456789ABCDEF', keyRing: EMPTY_KEY_RING, sign } });

/** Whether a promise has settled by now, as far as that needs no more than what has already come in. */
const isPending = async (promise: Promise<unknown>): Promise<boolean> => {
  let pending = true;
  const settled = () => {
    pending = false;
  };
  promise.then(settled, settled);
  await nextTurn();
  await nextTurn();
  return pending;
};

describe('an attempt', () => {
  it('is signed over what arrives, and its response is passed on', async () => {
    const { origin, arrived } = await serve((response) => {
      response.writeHead(201, { 'Request-ID': 'r1' }).write('{"a"');
      response.end(':1}');
    });
    const trace: TraceEvent[] = [];
    const judged = await transport({ onTrace: (event) => trace.push(event) })(order, origin);
    expect(trace).toEqual([]);
    expect(judged).toMatchObject({ response: { status: 201, requestId: 'r1', data: { a: 1 } } });
    const [one] = arrived;
    expect(one?.body).toEqual(order.body);
    const parsed = parseAuthorization(one?.request.headers.authorization);
    const { timestamp = '', nonce = '', signature = '' } = parsed.ok ? parsed.authorization : {};
    const { method = '', url: target = '' } = one?.request ?? {};
    const message = requestMessage({
      method,
      target,
      timestamp: Number(timestamp),
      nonce,
      body: one?.body ?? Buffer.of(),
    });
    expect([method, target]).toEqual(['POST', order.target]);
    expect(verifyMessage(message, signature, createPublicKey(privateKey()))).toBe(true);
  });

  it.each(['POST', 'DELETE', 'GET'] as const)('of %s may have no body, and then has none', async (method) => {
    const { origin, arrived } = await serve((response) => response.writeHead(204).end());
    expect(await transport()({ ...read, method }, origin)).toMatchObject({ response: { status: 204 } });
    expect(arrived.map(({ request, body }) => [request.method, String(body)])).toEqual([[method, '']]);
    expect(arrived[0]?.request.headers).not.toHaveProperty('content-type');
  });

  it('takes further headers, and none that would change who asks, whom, or where it ends', async () => {
    const { origin, arrived } = await serve((response) => response.end('{}'));
    const headers = { Accept: 'text/plain', 'X-Mine': '1', authorization: 'mine', Host: 'else', 'Content-Length': '1' };
    await transport()({ ...order, headers }, origin.replace('//', '//me:secret@'));
    const [one] = arrived;
    expect(one?.request.headers).toMatchObject({ accept: 'text/plain', 'x-mine': '1', host: new URL(origin).host });
    expect(one?.request.headers.authorization).toMatch(/^WECHATPAY2-SHA256-RSA2048 mchid="1900000109"/);
    expect(one?.body).toEqual(order.body);
    expect(one?.request.headers['user-agent']).toMatch(/^wxpay\//);
  });

  it('follows no redirect, and reads a refusal', async () => {
    const { origin, arrived } = await serve((response) => response.writeHead(302, { Location: '/else' }).end());
    expect(await transport()(order, origin)).toMatchObject({ error: { status: 302 } });
    expect(arrived).toHaveLength(1);
    const refusing = await serve((response) => response.writeHead(400).end('{"code":"PARAM_ERROR","message":"no"}'));
    expect(await transport()(order, refusing.origin)).toMatchObject({
      error: {
        type: 'api',
        code: 'PARAM_ERROR',
        message: expect.stringContaining(`POST ${refusing.origin}/v3/orders`),
      },
    });
    expect(refusing.arrived).toHaveLength(1);
  });

  it('ends with what the signer says, before anything is sent', async () => {
    const { origin, arrived } = await serve((response) => response.end('{}'));
    const problem = new ConfigError('no signature', { code: 'SIGNER_FAILED' });
    expect(await rejection(withSigner(() => Promise.reject(problem))(order, origin))).toBe(problem);
    expect(arrived).toEqual([]);
  });

  it('notes whether its connection had served another request', async () => {
    const { origin } = await serve((response) => response.writeHead(404).end('{"code":"NOT_FOUND","message":"no"}'));
    const send = transport();
    expect(await send(read, origin)).toMatchObject({ onReused: false });
    expect(await send(read, origin)).toMatchObject({ onReused: true });
    expect(await send({ ...read, freshConnection: true }, origin)).toMatchObject({ onReused: false });
  });

  it('through a proxy is traced with it, without its password', async () => {
    const proxy = createServer();
    proxy.on('connect', (_, client) => client.end('HTTP/1.1 502 Bad Gateway\r\n\r\n'));
    const trace: TraceEvent[] = [];
    const address = await listen(proxy);
    const env = { HTTPS_PROXY: address.replace('//', '//me:secret@') };
    const refused = rejection(transport({ env, onTrace: (event) => trace.push(event) })(order, 'https://host.test'));
    expect(await refused).toMatchObject({ code: 'PROXY_REFUSED', outcome: 'not-sent' });
    expect(trace).toEqual([{ event: 'proxy', proxy: `${address} (HTTPS_PROXY)` }]);
    expect(await rejection(transport({ env })(order, 'https://host.test'))).toMatchObject({ code: 'PROXY_REFUSED' });
  });
});

describe('a response', () => {
  const LIMIT = 1024 * 1024;

  it('may be as long as 1 MiB', async () => {
    const { origin } = await serve((response) => response.end(`"${'x'.repeat(LIMIT - 2)}"`));
    expect(await transport()(order, origin)).toMatchObject({ response: { data: 'x'.repeat(LIMIT - 2) } });
  });

  it('that is longer ends the connection while it comes in, and may be to an order', async () => {
    const { origin } = await serve((response, socket) => {
      socket.once('close', () => response.destroy());
      response.write(Buffer.alloc(LIMIT + 1, 0x20));
    });
    expect(await rejection(transport()(order, origin))).toMatchObject({
      code: 'RESPONSE_TOO_LARGE',
      outcome: 'unknown',
      message: `POST ${origin}${order.target}: the response is larger than 1048576 bytes`,
      hint: expect.stringContaining('baseUrl'),
    });
  });

  it.each([
    ['within its length', 'HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n{"a"'],
    ['between two chunks', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n'],
    ['within its headers', 'HTTP/1.1 200 OK\r\nContent-'],
    ['before it began', ''],
  ])('that is cut %s is none, and the request may have arrived', async (_, sent) => {
    const { origin } = await serve((__, socket) => socket.end(sent));
    expect(await rejection(transport()(order, origin))).toMatchObject({ type: 'network', outcome: 'unknown' });
  });

  it.each([
    ['left open', () => {}],
    ['closed', (socket: Socket) => socket.end()],
    ['reset', (socket: Socket) => socket.once('end', () => socket.resetAndDestroy())],
  ])('of 101 is none, though the connection is then %s', async (_, act) => {
    const { origin } = await serve((__, socket) => {
      socket.write('HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n');
      act(socket);
    });
    expect(await rejection(transport()(order, origin))).toMatchObject({
      code: 'UNEXPECTED_UPGRADE',
      outcome: 'unknown',
      message: expect.stringContaining('the connection was switched to another protocol (101)'),
    });
  });
});

describe('the time of an attempt', () => {
  // Only what wxpay waits for: within Node, and between the machines, time goes on as it is.
  beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }));
  afterEach(() => void vi.useRealTimers());

  it('without a connection is 10 s, and then nothing was sent', async () => {
    const silent = createTcpServer();
    const origin = await listen(silent, 'https');
    const sent = rejection(transport()(order, origin));
    const [socket] = await once(silent, 'connection');
    await once(socket, 'data');
    vi.advanceTimersByTime(9_999);
    expect(await isPending(sent)).toBe(true);
    vi.advanceTimersByTime(1);
    expect(await sent).toMatchObject({
      code: 'TIMEOUT',
      outcome: 'not-sent',
      message: expect.stringMatching(/no TLS handshake within 10 s$/),
    });
    expect(vi.getTimerCount()).toBe(0);
  });

  it('with a connection is 20 s, and then the request may have arrived', async () => {
    const { origin, server } = await serve((response) => response.write('{'));
    const sent = rejection(transport()(order, origin));
    const [socket] = await once(server, 'arrived');
    const closed = once(socket, 'close');
    vi.advanceTimersByTime(19_999);
    expect(await isPending(sent)).toBe(true);
    vi.advanceTimersByTime(1);
    expect(await sent).toMatchObject({
      code: 'TIMEOUT',
      outcome: 'unknown',
      message: expect.stringMatching(/no complete response within 20 s$/),
    });
    await closed;
    expect(vi.getTimerCount()).toBe(0);
  });

  it.each([
    [5, undefined, 5],
    [5, 2, 2],
    [5, 9, 5],
    [undefined, 30, 20],
  ])('is what the client allows, or the request where that is less: %s, %s', async (own, asked, seconds) => {
    const { origin, server } = await serve(() => {});
    const sent = rejection(transport({ timeout: own })({ ...order, timeout: asked }, origin));
    await once(server, 'arrived');
    vi.advanceTimersByTime(seconds * 1000 - 1);
    expect(await isPending(sent)).toBe(true);
    vi.advanceTimersByTime(1);
    expect(await sent).toMatchObject({ code: 'TIMEOUT', message: expect.stringContaining(`within ${seconds} s`) });
  });

  it('is one limit for everything where it is shorter than that for a connection', async () => {
    const silent = createTcpServer();
    const origin = await listen(silent, 'https');
    const sent = rejection(transport({ timeout: 3 })(order, origin));
    const [socket] = await once(silent, 'connection');
    await once(socket, 'data');
    expect(vi.getTimerCount()).toBe(1);
    vi.advanceTimersByTime(3000);
    expect(await sent).toMatchObject({ outcome: 'not-sent', message: expect.stringContaining('within 3 s') });
  });

  it('does not pass while it is being signed', async () => {
    const { origin } = await serve((response) => response.end('{}'));
    const signed = deferred<string>();
    const sent = withSigner(() => signed.promise)(order, origin);
    expect(await isPending(sent)).toBe(true);
    vi.advanceTimersByTime(60_000);
    expect(await isPending(sent)).toBe(true);
    signed.resolve('signature');
    expect(await sent).toMatchObject({ response: { status: 200 } });
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe('a signal', () => {
  it('that has fired lets nothing be sent', async () => {
    const { origin, arrived } = await serve((response) => response.end('{}'));
    const signal = AbortSignal.abort();
    expect(await rejection(transport()({ ...order, signal }, origin))).toMatchObject({
      code: 'ABORTED',
      outcome: 'not-sent',
      message: `POST ${origin}${order.target}: stopped`,
    });
    await transport()(read, origin);
    expect(arrived.map(({ request }) => request.method)).toEqual(['GET']);
  });

  it('ends an attempt under way at once, which may have arrived', async () => {
    const stop = new AbortController();
    const { origin, server } = await serve(() => {});
    const sent = rejection(transport()({ ...order, signal: stop.signal }, origin));
    const [socket] = await once(server, 'arrived');
    const closed = once(socket, 'close');
    stop.abort();
    expect(await sent).toMatchObject({ code: 'ABORTED', outcome: 'unknown' });
    await closed;
  });

  it('that fires while the attempt is being signed leaves no clock running', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const stop = new AbortController();
    const { origin, arrived } = await serve((response) => response.end('{}'));
    const [asked, signed] = [deferred<void>(), deferred<string>()];
    const sign = () => {
      asked.resolve();
      return signed.promise;
    };
    const sent = rejection(withSigner(sign)({ ...order, signal: stop.signal }, origin));
    await asked.promise;
    stop.abort();
    expect(await sent).toMatchObject({ code: 'ABORTED', outcome: 'not-sent' });
    const send = transport();
    await send(read, origin);
    signed.resolve('signature');
    await send(read, origin);
    expect(arrived.map(({ request }) => request.method)).toEqual(['GET', 'GET']);
    expect(vi.getTimerCount()).toBe(0);
    vi.useRealTimers();
  });

  it('ends the making of a tunnel, too', async () => {
    const proxy = createServer();
    const stop = new AbortController();
    proxy.on('connect', () => stop.abort());
    const env = { HTTPS_PROXY: await listen(proxy) };
    const asked = once(proxy, 'connect');
    const sent = rejection(transport({ env })({ ...order, signal: stop.signal }, 'https://host.test'));
    const [, client] = await asked;
    const ended = once(client.resume(), 'end');
    expect(await sent).toMatchObject({ code: 'ABORTED', outcome: 'not-sent' });
    await ended;
  });

  it('is let go of when the response is there', async () => {
    const { origin } = await serve((response) => response.end('{}'));
    const { signal } = new AbortController();
    await transport()({ ...order, signal }, origin);
    await vi.waitFor(() => expect(getEventListeners(signal, 'abort')).toEqual([]));
  });
});
