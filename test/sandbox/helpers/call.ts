import { type KeyObject, randomBytes } from 'node:crypto';
import { request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import { formatAuthorization } from '../../../src/apiv3/authorization.js';
import { requestMessage } from '../../../src/apiv3/message.js';
import { signMessage } from '../../../src/apiv3/signature.js';
import type { Sandbox } from '../../../src/sandbox/index.js';

export interface Call {
  method?: string;
  target: string;
  body?: string | Buffer;
  /** Replaces or, with `undefined`, leaves out a header. */
  headers?: Readonly<Record<string, string | undefined>>;
  /** What the client signs or says in `Authorization` in place of the right thing. */
  signing?: {
    mchid?: string;
    serial?: string;
    timestamp?: string;
    nonce?: string;
    method?: string;
    target?: string;
    body?: string;
    privateKey?: KeyObject;
  };
  /** The clock of the client, in milliseconds since 1970. */
  now?: number;
  /** Gives up after so many milliseconds. */
  timeout?: number;
}

export interface Received {
  status: number;
  headers: IncomingHttpHeaders;
  /** Names and values in turn, spelled as they came. */
  rawHeaders: readonly string[];
  body: Buffer;
  /** The body as JSON; `undefined` when it is none. */
  json: unknown;
  requestId: string;
}

const tryJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/** One HTTP exchange on a connection of its own, nothing added or decoded. */
export function exchange(base: string, call: Omit<Call, 'signing' | 'now'>): Promise<Received> {
  const { method = 'GET', target, body, headers = {}, timeout } = call;
  const { hostname, port } = new URL(base);
  const given = Object.entries(headers).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value] as const],
  );
  return new Promise((resolve, reject) => {
    const request = httpRequest(
      {
        hostname: hostname.replace(/^\[|\]$/g, ''),
        port,
        path: target,
        method,
        agent: false,
        headers: Object.fromEntries(given),
      },
      async (response) => {
        try {
          const chunks: Uint8Array[] = [];
          for await (const chunk of response) chunks.push(Buffer.from(chunk));
          const bytes = Buffer.concat(chunks);
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            rawHeaders: response.rawHeaders,
            body: bytes,
            json: tryJson(bytes.toString('utf8')),
            requestId: String(response.headers['request-id'] ?? ''),
          });
        } catch (error) {
          reject(error);
        }
      },
    );
    request.on('error', reject);
    if (timeout !== undefined) request.setTimeout(timeout, () => request.destroy(new Error('client timed out')));
    request.end(body);
  });
}

/** The `Authorization` header for a call as a client with the sandbox's credentials makes it. */
export async function authorize(
  sandbox: Sandbox,
  { method = 'GET', target, body = '', signing = {}, now }: Call,
): Promise<string> {
  const { mchid, serial, privateKey } = sandbox.credentials;
  const timestamp = signing.timestamp ?? String(Math.floor((now ?? Date.now()) / 1000));
  const nonce = signing.nonce ?? randomBytes(16).toString('hex');
  const message = requestMessage({
    method: signing.method ?? method,
    target: signing.target ?? target,
    timestamp,
    nonce,
    body: Buffer.from(signing.body ?? body),
  });
  const signature = await signMessage(message, signing.privateKey ?? privateKey);
  return formatAuthorization({
    mchid: signing.mchid ?? mchid,
    serial: signing.serial ?? serial,
    timestamp,
    nonce,
    signature,
  });
}

/** A signed call with the headers that every client sends. */
export async function call(sandbox: Sandbox, request: Call): Promise<Received> {
  const { signing: _signing, now: _now, ...rest } = request;
  return exchange(sandbox.url, {
    ...rest,
    headers: {
      Accept: 'application/json',
      'User-Agent': 'test',
      ...(request.body !== undefined && { 'Content-Type': 'application/json' }),
      Authorization: await authorize(sandbox, request),
      ...request.headers,
    },
  });
}
