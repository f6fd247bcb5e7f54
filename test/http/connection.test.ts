import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { Agent, createServer, request as httpRequest } from 'node:http';
import { createServer as createTlsServer, request as httpsRequest } from 'node:https';
import { createServer as createTcpServer, type Server, type Socket } from 'node:net';
import { afterAll, describe, expect, it } from 'vitest';
import { createProgress } from '../../src/http/connection.js';
import { makeCertificate } from '../../src/sandbox/keys/make-certificate.js';

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

/** Follows a request, and notes its phase whenever its socket has come further. */
const observe = (request: ReturnType<typeof httpRequest>, isTls: boolean) => {
  const progress = createProgress();
  let opened = 0;
  const seen: string[] = [];
  const note = () => seen.push(`${progress.phase} ${progress.maySend} ${opened}`);
  note();
  progress.follow(request, isTls, () => {
    opened += 1;
  });
  request.on('error', () => {});
  request.once('socket', (socket: Socket) => {
    note();
    for (const event of ['lookup', 'connect', 'secureConnect']) socket.once(event, note);
  });
  return { progress, seen, openings: () => opened };
};

describe('a request is known to be unsent', () => {
  it('until its connection is there', async () => {
    const port = await listen(createServer((_, response) => response.end('x')));
    const request = httpRequest({ host: 'localhost', port, family: 4, agent: false });
    const { seen, openings } = observe(request, false);
    request.end();
    await once(request, 'response');
    expect(seen).toEqual(['connection false 0', 'lookup false 0', 'connect false 0', 'response true 1']);
    expect(openings()).toBe(1);
  });

  it('until its connection is secured', async () => {
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const day = 86_400_000;
    const cert = await makeCertificate(privateKey, {
      serial: '5157F09EFDC096DE15EBE81A47057A7232F1B8E1',
      commonName: 'host.test',
      from: new Date(Date.now() - day),
      to: new Date(Date.now() + day),
    });
    const key = privateKey.export({ format: 'pem', type: 'pkcs8' }).toString();
    const port = await listen(createTlsServer({ key, cert }, (_, response) => response.end('x')));
    const request = httpsRequest({ host: '127.0.0.1', servername: 'host.test', port, ca: cert, agent: false });
    const { seen, openings } = observe(request, true);
    request.end();
    await once(request, 'response');
    expect(seen).toEqual(['connection false 0', 'lookup false 0', 'handshake false 0', 'response true 1']);
    expect(openings()).toBe(1);
  });

  it('while there is a connection without a handshake', async () => {
    const server = createTcpServer();
    const port = await listen(server);
    const request = httpsRequest({ host: '127.0.0.1', port, agent: false });
    const { progress, openings } = observe(request, true);
    const connected = once(server, 'connection');
    request.end();
    await connected;
    await once(request.socket ?? request, 'connect').catch(() => {});
    expect([progress.phase, progress.maySend, progress.isReused, openings()]).toEqual(['handshake', false, false, 0]);
    request.destroy();
  });

  it('where nobody listens', async () => {
    const request = httpRequest({ host: '127.0.0.1', port: 1, agent: false });
    const { progress } = observe(request, false);
    expect(progress.isReused).toBe(false);
    const closed = new Promise((resolve) => {
      request.once('close', resolve);
    });
    request.end();
    await closed;
    expect([progress.maySend, progress.isReused]).toEqual([false, false]);
  });
});

it('a request on a connection that has served another may have been sent from the first', async () => {
  const port = await listen(createServer((_, response) => response.end('x')));
  const agent = new Agent({ keepAlive: true });
  const first = httpRequest({ host: '127.0.0.1', port, agent });
  const one = observe(first, false);
  first.end();
  const [response] = await once(first, 'response');
  response.resume();
  await once(agent, 'free');
  const second = httpRequest({ host: '127.0.0.1', port, agent });
  const two = observe(second, false);
  second.end();
  await once(second, 'response');
  expect(two.seen).toEqual(['connection false 0', 'response true 1']);
  expect([one.progress.isReused, two.progress.isReused]).toEqual([false, true]);
  agent.destroy();
});
