import { type ClientRequest, request as httpRequest } from 'node:http';
import { Agent, type AgentOptions, request as httpsRequest, type RequestOptions } from 'node:https';
import { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { ReasonError, reasonOf } from '../shared/message-of.js';
import type { Text } from '../shared/text.js';
import { sayNetwork } from '../texts/network.js';

/** Why there is no connection through a proxy. Nothing of the request has been sent. */
export class TunnelError extends ReasonError {
  /** What the proxy did, for a sentence that names the proxy. */
  readonly deed: Text;
  /** Refused: the proxy responded with another status than 2xx (`PROXY_AUTHENTICATION` for 407). */
  readonly code: 'PROXY_REFUSED' | 'PROXY_UNREACHABLE' | 'PROXY_AUTHENTICATION';

  constructor(code: TunnelError['code'], deed: Text, cause?: unknown) {
    super(sayNetwork('proxyDeed', deed), cause === undefined ? undefined : { cause });
    this.deed = deed;
    this.code = code;
  }
}

/** What a request passes on to the agent, beside Node's own options. */
interface TunnelOptions {
  /** Ends the making of a tunnel. */
  tunnelSignal?: AbortSignal | undefined;
}

type Callback = (error: Error | null, socket: Duplex) => void;

const basicAuthorization = ({ username, password }: URL): Record<string, string> => {
  if (username === '' && password === '') return {};
  const credentials = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return { 'Proxy-Authorization': `Basic ${Buffer.from(credentials).toString('base64')}` };
};

/** Asks a proxy for a connection to `host:port`. */
const connect = (proxy: URL, authority: string, { keepAlive: _, ...secure }: AgentOptions): ClientRequest => {
  const options = {
    method: 'CONNECT',
    host: proxy.hostname.replace(/^\[|\]$/g, ''),
    port: proxy.port || (proxy.protocol === 'https:' ? 443 : 80),
    path: authority,
    setHost: false,
    headers: { Host: authority, ...basicAuthorization(proxy) },
    agent: false,
  } as const;
  return proxy.protocol === 'https:' ? httpsRequest({ ...secure, ...options }) : httpRequest(options);
};

const refusal = (status: number): TunnelError =>
  new TunnelError(status === 407 ? 'PROXY_AUTHENTICATION' : 'PROXY_REFUSED', sayNetwork('proxyStatus', String(status)));

const CLOSED = sayNetwork('proxyClosed');

/**
 * An agent whose connections go through a proxy's CONNECT tunnel. A connection is handed over once its TLS handshake
 * is done: until a request has its connection, nothing of it has been sent. Own code, because the packages for this
 * neither bound the making of a tunnel nor let an abort end it, and some pass a proxy's refusal off as the server's
 * response.
 * @param options how TLS is verified, both towards an https proxy and through the tunnel; and whether connections are
 * kept
 */
export function createTunnelAgent(proxy: URL, options: AgentOptions): Agent {
  const agent = new Agent(options);
  const startTls = agent.createConnection.bind(agent);

  agent.createConnection = (target: RequestOptions & TunnelOptions, callback: Callback = () => {}): undefined => {
    const { tunnelSignal, host, port } = target;
    const authority = `${host?.includes(':') ? `[${host}]` : host}:${port}`;
    const request = connect(proxy, authority, options);
    let current: { destroy: () => unknown } = request;
    let isDone = false;
    const abort = () => current.destroy();
    const done = (error: Error | null, socket?: Duplex) => {
      if (isDone) return;
      isDone = true;
      tunnelSignal?.removeEventListener('abort', abort);
      if (error) current.destroy();
      // Beside an error Node does not look at the socket.
      callback(error, socket ?? new Socket());
    };
    const lost = (cause: Error) => done(new TunnelError('PROXY_UNREACHABLE', reasonOf(cause), cause));
    tunnelSignal?.addEventListener('abort', abort);
    request.once('error', lost);
    request.once('connect', ({ statusCode = 0 }, socket) => {
      current = socket;
      socket.on('error', lost);
      if (statusCode < 200 || statusCode > 299) return done(refusal(statusCode));
      const through = { ...target, socket };
      const secured = startTls(through);
      if (!secured) return done(new TunnelError('PROXY_UNREACHABLE', CLOSED));
      current = secured;
      secured.once('error', done);
      secured.once('close', () => done(new TunnelError('PROXY_UNREACHABLE', CLOSED)));
      secured.once('secureConnect', () => done(null, secured));
    });
    request.end();
    if (tunnelSignal?.aborted) abort();
  };
  return agent;
}
