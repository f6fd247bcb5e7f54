import { generateKeyPairSync, type KeyObject, randomBytes } from 'node:crypto';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { createServer as createHttpServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { connect, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { responseMessage } from '../../src/apiv3/message.js';
import { signMessage } from '../../src/apiv3/signature.js';
import { makeCertificate } from '../../src/sandbox/keys/make-certificate.js';

const KEY_ID = 'PUB_KEY_ID_0119000001092026112300000000';
/** The name under which a TLS server is reached through a proxy: this machine itself never is. */
const TLS_HOST = 'api.wechatpay.test';

interface Order {
  out_order_no: string;
  openid: string;
}

/** One request, and what a script can do about it. */
export interface Exchange {
  method: string;
  target: string;
  body: string;
  /** The number in the body or at the end of the path. */
  number: string;
  request: IncomingMessage;
  response: ServerResponse;
  socket: Socket;
  /** Keeps the order of this create. */
  store: () => void;
  /** Whether an order with the number is kept. */
  isStored: () => boolean;
  /** The order's object as WeChat Pay would send it. */
  order: (state?: string) => Record<string, unknown>;
  /** Answers, signed unless told otherwise. */
  reply: (status: number, body: unknown, options?: ReplyOptions) => Promise<void>;
  /** Answers as WeChat Pay does: create stores, get finds or not. */
  behave: () => Promise<void>;
}

interface ReplyOptions {
  signed?: boolean;
  headers?: Record<string, string>;
  /** Sign with this instead. */
  signature?: string;
}

/** A server that does to each request what a test says: for what the sandbox, being faithful, never does. */
export interface ScriptedServer {
  /** `http://127.0.0.1:…`, or with TLS the name that only a proxy leads to. */
  url: string;
  port: number;
  seen: { method: string; target: string; body: string }[];
  count: (method: string) => number;
  orders: Map<string, Order>;
  /** Path of a configuration for it, which trusts its TLS certificate. */
  config: string;
  close: () => Promise<void>;
}

const keyPair = () => generateKeyPairSync('rsa', { modulusLength: 2048 });
let keys: { merchant: ReturnType<typeof keyPair>; platform: ReturnType<typeof keyPair> } | undefined;

const pem = (key: KeyObject) =>
  key.export({ format: 'pem', type: key.type === 'private' ? 'pkcs8' : 'spki' }).toString();

let authority: Promise<{ key: string; cert: string }> | undefined;

/** The key and certificate of every TLS server, made once: that takes a tenth of a second. */
const ownAuthority = () => {
  const make = async () => {
    const { privateKey } = keyPair();
    const cert = await makeCertificate(privateKey, {
      serial: '5157F09EFDC096DE15EBE81A47057A7232F1B8E1',
      commonName: TLS_HOST,
      from: new Date(Date.now() - 86_400_000),
      to: new Date(Date.now() + 86_400_000),
    });
    return { key: pem(privateKey), cert };
  };
  authority ??= make();
  return authority;
};

const listen = async (server: Server): Promise<number> => {
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
};

const numberIn = (target: string, body: string): string => {
  const [, found] = /"out_order_no":"([^"]*)"/.exec(body) ?? [];
  return found ?? decodeURIComponent(target.split('/').at(-1) ?? '');
};

/**
 * Starts a server whose every answer a script decides.
 * @param folder for its configuration and keys
 */
export async function startScriptedServer(
  folder: string,
  script: (exchange: Exchange, count: number) => Promise<void> | void,
  { tls = false }: { tls?: boolean } = {},
): Promise<ScriptedServer> {
  keys ??= { merchant: keyPair(), platform: keyPair() };
  const { merchant, platform } = keys;
  const seen: ScriptedServer['seen'] = [];
  const orders = new Map<string, Order>();
  const sockets = new Set<Socket>();

  const handle = async (request: IncomingMessage, response: ServerResponse) => {
    const body = await text(request);
    const { method = '', url: target = '' } = request;
    seen.push({ method, target, body });
    const number = numberIn(target, body);
    const kept = () => orders.get(number);
    const order: Exchange['order'] = (state = 'RECEIVED') => ({
      order_id: '1234323JKHDFE1243252',
      ...(kept() ??
        (body === ''
          ? { out_order_no: number, openid: 'o1' }
          : { out_order_no: number, openid: JSON.parse(body).openid })),
      max_claim_count: 3,
      claimed_count: 0,
      order_receive_time: '2026-11-25T13:29:35+08:00',
      order_receive_state: state,
    });
    const reply: Exchange['reply'] = async (status, value, { signed = true, headers = {}, signature } = {}) => {
      const bytes = Buffer.from(typeof value === 'string' ? value : JSON.stringify(value));
      const parts = { timestamp: Math.floor(Date.now() / 1000), nonce: randomBytes(16).toString('hex'), body: bytes };
      response.writeHead(status, {
        'Content-Type': 'application/json',
        'Request-ID': '08E5A1',
        ...(signed && {
          'Wechatpay-Timestamp': String(parts.timestamp),
          'Wechatpay-Nonce': parts.nonce,
          'Wechatpay-Serial': KEY_ID,
          'Wechatpay-Signature': signature ?? (await signMessage(responseMessage(parts), platform.privateKey)),
        }),
        ...headers,
      });
      response.end(bytes);
    };
    const store = () => {
      const { out_order_no, openid } = JSON.parse(body);
      orders.set(out_order_no, { out_order_no, openid });
    };
    const behave = async () => {
      if (method === 'POST') store();
      if (kept()) return reply(200, order());
      return reply(404, { code: 'RESOURCE_NOT_EXISTS', message: '订单不存在' });
    };
    await script(
      {
        method,
        target,
        body,
        number,
        request,
        response,
        socket: request.socket,
        store,
        isStored: () => kept() !== undefined,
        order,
        reply,
        behave,
      },
      seen.length,
    );
  };

  const tlsKeys = tls ? await ownAuthority() : undefined;
  const onRequest = (request: IncomingMessage, response: ServerResponse) => {
    handle(request, response).catch(() => request.socket.destroy());
  };
  const server = tlsKeys ? createHttpsServer(tlsKeys, onRequest) : createHttpServer(onRequest);
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => {});
  });
  const port = await listen(server);
  const url = tls ? `https://${TLS_HOST}` : `http://127.0.0.1:${port}`;

  const own = mkdtempSync(join(folder, 'server-'));
  const file = (name: string, content: string) => {
    writeFileSync(join(own, name), content, { mode: 0o600 });
    return join(own, name);
  };
  const config = file(
    'config.json',
    JSON.stringify({
      mchid: '1900000109',
      serial: '3775B6A45ACD588826D15E583A95F5DD0ABCDEF1',
      privateKey: file('key.pem', pem(merchant.privateKey)),
      certs: { [KEY_ID]: file('platform.pem', pem(platform.publicKey)) },
      insurance: { notifyUrl: 'https://merchant.test/notify' },
      baseUrl: url,
      ...(tlsKeys && { caFile: file('ca.pem', tlsKeys.cert) }),
    }),
  );
  return {
    url,
    port,
    seen,
    count: (method) => seen.filter((one) => one.method === method).length,
    orders,
    config,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => {
        server.close(resolve);
      });
    },
  };
}

/** A CONNECT proxy that leads every name to one port of this machine, or, without a port, never answers. */
export async function startConnectProxy(port: number | undefined) {
  const sockets = new Set<Socket>();
  const asked: string[] = [];
  const server = createHttpServer();
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
  });
  server.on('connect', (request, client: Socket) => {
    asked.push(request.url ?? '');
    if (port === undefined) return;
    const upstream = connect(port, '127.0.0.1', () => {
      client.write('HTTP/1.1 200 Connection established\r\n\r\n');
      upstream.pipe(client).pipe(upstream);
    });
    upstream.on('error', () => client.destroy());
    client.on('error', () => upstream.destroy());
    upstream.on('close', () => client.destroy());
  });
  const own = await listen(server);
  return {
    url: `http://127.0.0.1:${own}`,
    asked,
    close: () => {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}
