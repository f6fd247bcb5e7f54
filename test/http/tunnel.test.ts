import { generateKeyPairSync } from 'node:crypto';
import { getEventListeners, once } from 'node:events';
import { createServer } from 'node:http';
import {
  type AgentOptions,
  createServer as createTlsServer,
  request as httpsRequest,
  type RequestOptions,
} from 'node:https';
import { connect, createServer as createTcpServer, type Server, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTunnelAgent } from '../../src/http/tunnel.js';
import { makeCertificate } from '../../src/sandbox/keys/make-certificate.js';
import { rejection } from '../helpers/harness.js';

const open: Server[] = [];
const sockets = new Set<Socket>();
afterAll(() => {
  for (const socket of sockets) socket.destroy();
  for (const server of open) server.close();
});

const listen = async (server: Server): Promise<number> => {
  open.push(server);
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
};

let keys: { key: string; cert: string };
let port: number;
const reached: string[] = [];
beforeAll(async () => {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const day = 86_400_000;
  const cert = await makeCertificate(privateKey, {
    serial: '5157F09EFDC096DE15EBE81A47057A7232F1B8E1',
    commonName: 'host.test',
    from: new Date(Date.now() - day),
    to: new Date(Date.now() + day),
  });
  keys = { key: privateKey.export({ format: 'pem', type: 'pkcs8' }).toString(), cert };
  const server = createTlsServer(keys, async (request, response) => {
    reached.push(await text(request));
    response.end('arrived');
  });
  port = await listen(server);
});

type OnConnect = (client: Socket) => void;

/** Says that the tunnel is there, and leads it to a port. */
const leadTo =
  (target: number, status = 200): OnConnect =>
  (client) => {
    const upstream = connect(target, '127.0.0.1', () => {
      client.write(`HTTP/1.1 ${status} Connection established\r\n\r\n`);
      upstream.pipe(client).pipe(upstream);
    });
    upstream.on('error', () => client.destroy());
    client.on('close', () => upstream.destroy());
  };

/** A proxy that does to a CONNECT what a test says. */
const startProxy = async (onConnect: OnConnect, { tls = false } = {}) => {
  const asked: { target: string | undefined; host: string | undefined; authorization: string | undefined }[] = [];
  const server = tls ? createTlsServer(keys) : createServer();
  const connected = once(server, 'connect');
  server.on('connect', ({ url: target, headers }, client: Socket) => {
    client.on('error', () => {});
    asked.push({ target, host: headers.host, authorization: headers['proxy-authorization'] });
    onConnect(client);
  });
  const own = await listen(server);
  return { port: own, url: new URL(`${tls ? 'https' : 'http'}://127.0.0.1:${own}`), asked, connected };
};

const trusting = (): AgentOptions => ({ ca: keys.cert, rejectUnauthorized: true });

interface Asked extends RequestOptions {
  tunnelSignal?: AbortSignal;
}

/** Sends a request through an agent, and reads its response. */
const ask = async (agent: ReturnType<typeof createTunnelAgent>, options: Asked = {}): Promise<string> => {
  const request = httpsRequest({ host: 'host.test', port: 8443, method: 'POST', agent, ...options });
  request.end('the order');
  const [response] = await once(request, 'response');
  return text(response);
};

/** What a request through a proxy fails with. */
const failure = async (proxy: URL, options: AgentOptions = trusting(), asked?: Asked): Promise<unknown> => {
  reached.length = 0;
  const error = await rejection(ask(createTunnelAgent(proxy, options), asked));
  expect(reached).toEqual([]);
  return error;
};

describe('a tunnel', () => {
  it('carries the request to where the proxy leads, and the response back', async () => {
    const proxy = await startProxy(leadTo(port));
    expect(await ask(createTunnelAgent(proxy.url, trusting()))).toBe('arrived');
    expect(reached.at(-1)).toBe('the order');
    expect(proxy.asked).toEqual([{ target: 'host.test:8443', host: 'host.test:8443', authorization: undefined }]);
  });

  it('is asked for by an address of IPv6 in brackets', async () => {
    const proxy = await startProxy(leadTo(port));
    await failure(proxy.url, trusting(), { host: '2001:db8::1' });
    expect(proxy.asked).toMatchObject([{ target: '[2001:db8::1]:8443', host: '[2001:db8::1]:8443' }]);
  });

  it.each([200, 204, 299])('is there when the proxy answers %i', async (status) => {
    const proxy = await startProxy(leadTo(port, status));
    expect(await ask(createTunnelAgent(proxy.url, trusting()))).toBe('arrived');
  });

  it.each([
    ['me:secret@', 'me:secret'],
    ['me@', 'me:'],
    [':secret@', ':secret'],
    ['me%40home:p%3Aq%2F@', 'me@home:p:q/'],
  ])('is asked for with user name and password: %s', async (written, credentials) => {
    const proxy = await startProxy(leadTo(port));
    await ask(createTunnelAgent(new URL(`http://${written}127.0.0.1:${proxy.port}`), trusting()));
    expect(proxy.asked).toMatchObject([{ authorization: `Basic ${Buffer.from(credentials).toString('base64')}` }]);
  });

  it('serves further requests where connections are kept, and one where they are not', async () => {
    const proxy = await startProxy(leadTo(port));
    const keeping = createTunnelAgent(proxy.url, { ...trusting(), keepAlive: true });
    const stop = new AbortController();
    await ask(keeping, { tunnelSignal: stop.signal });
    // Whoever has its response is no longer concerned.
    expect(getEventListeners(stop.signal, 'abort')).toEqual([]);
    stop.abort();
    await ask(keeping);
    expect(proxy.asked).toHaveLength(1);
    keeping.destroy();
    const closing = createTunnelAgent(proxy.url, trusting());
    await ask(closing);
    await ask(closing);
    expect(proxy.asked).toHaveLength(3);
  });

  it('goes through a proxy that is reached by TLS', async () => {
    const proxy = await startProxy(leadTo(port), { tls: true });
    const url = new URL(`https://127.0.0.1:${proxy.port}`);
    const options = { ...trusting(), servername: 'host.test', checkServerIdentity: () => undefined };
    expect(await ask(createTunnelAgent(url, options))).toBe('arrived');
    expect(await failure(url, { rejectUnauthorized: true })).toMatchObject({ code: 'PROXY_UNREACHABLE' });
  });
});

describe('nothing is sent', () => {
  it.each([
    [100, 'PROXY_REFUSED'],
    [199, 'PROXY_REFUSED'],
    [300, 'PROXY_REFUSED'],
    [403, 'PROXY_REFUSED'],
    [407, 'PROXY_AUTHENTICATION'],
    [502, 'PROXY_REFUSED'],
  ])('where the proxy answers %i, though it leads there all the same', async (status, code) => {
    const proxy = await startProxy(leadTo(port, status));
    const closed = proxy.connected.then(([, client]) => once(client, 'close'));
    expect(await failure(proxy.url)).toMatchObject({
      code,
      message: `the proxy: it responded to CONNECT with ${status}`,
    });
    await closed;
  });

  it('where nothing listens as the proxy', async () => {
    expect(await failure(new URL('http://127.0.0.1:1'))).toMatchObject({
      code: 'PROXY_UNREACHABLE',
      message: expect.stringContaining('127.0.0.1:1'),
      cause: expect.objectContaining({ code: 'ECONNREFUSED' }),
    });
    // Not asked for as a host name, which it is not with brackets.
    expect(await failure(new URL('http://[::1]:1'))).toMatchObject({ message: expect.stringMatching(/ ::1:1\b/) });
  });

  it.each([
    ['closes', (client: Socket) => client.end()],
    ['breaks off', (client: Socket) => client.resetAndDestroy()],
    ['answers no HTTP', (client: Socket) => client.end('hello')],
  ])('where the proxy %s instead of answering', async (_, act) => {
    const proxy = await startProxy(act);
    expect(await failure(proxy.url)).toMatchObject({ code: 'PROXY_UNREACHABLE', cause: expect.any(Error) });
  });

  it.each([
    ['closed', (client: Socket) => client.end()],
    ['broken off', (client: Socket) => client.resetAndDestroy()],
  ])('where the tunnel is %s before its handshake is done', async (_, act) => {
    const proxy = await startProxy((client) => {
      client.write('HTTP/1.1 200 Connection established\r\n\r\n');
      client.once('data', () => act(client));
    });
    expect(await failure(proxy.url)).toMatchObject({
      code: expect.stringMatching(/^(?:PROXY_UNREACHABLE|ECONNRESET)$/),
    });
  });

  it('where the certificate at the other end is not trusted, or is for another host', async () => {
    const proxy = await startProxy(leadTo(port));
    expect(await failure(proxy.url, {})).toMatchObject({ code: 'DEPTH_ZERO_SELF_SIGNED_CERT' });
    expect(await failure(proxy.url, trusting(), { host: 'other.test' })).toMatchObject({
      code: 'ERR_TLS_CERT_ALTNAME_INVALID',
    });
  });
});

describe('a signal ends the making of a tunnel at once', () => {
  it('while the proxy does not answer', async () => {
    const stop = new AbortController();
    const proxy = await startProxy(() => {});
    const failed = failure(proxy.url, trusting(), { tunnelSignal: stop.signal });
    const [, client] = await proxy.connected;
    const ended = once(client.resume(), 'end');
    stop.abort();
    expect(await failed).toMatchObject({ code: 'PROXY_UNREACHABLE' });
    await ended;
  });

  it('while the handshake is not answered', async () => {
    const stop = new AbortController();
    const silent = createTcpServer();
    const proxy = await startProxy(leadTo(await listen(silent)));
    const failed = failure(proxy.url, trusting(), { tunnelSignal: stop.signal });
    const [server] = await once(silent, 'connection');
    await once(server, 'data');
    const closed = once(server, 'close');
    stop.abort();
    expect(await failed).toMatchObject({ code: 'PROXY_UNREACHABLE', message: 'the proxy: it closed the connection' });
    await closed;
  });

  it('before it was begun', async () => {
    const proxy = await startProxy(leadTo(port));
    expect(await failure(proxy.url, trusting(), { tunnelSignal: AbortSignal.abort() })).toMatchObject({
      code: 'PROXY_UNREACHABLE',
    });
    expect(proxy.asked).toEqual([]);
  });
});
