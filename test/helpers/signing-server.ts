import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import { buffer } from 'node:stream/consumers';
import type { Credentials } from '../../src/apiv3/credentials.js';
import { createKeyRing } from '../../src/apiv3/key-ring.js';
import { responseMessage } from '../../src/apiv3/message.js';
import { signMessage } from '../../src/apiv3/signature.js';

const ID = 'PUB_KEY_ID_0119000001092026112300000000';
const merchant = generateKeyPairSync('rsa', { modulusLength: 2048 });
const platform = generateKeyPairSync('rsa', { modulusLength: 2048 });

/** What the server is to answer. */
export interface Prepared {
  status?: number;
  headers?: Record<string, string>;
  /** The bytes that are signed. */
  body: Uint8Array;
  /** The bytes that are sent, if they differ: compressed ones. */
  wire?: Uint8Array;
}

export interface Seen {
  request: IncomingMessage;
  body: Buffer;
}

/** A server that signs whatever it is told to say: for answers that the sandbox, being right, never gives. */
export async function startSigningServer(answer: (seen: Seen) => Prepared) {
  const seen: Seen[] = [];
  const server = createServer(async (request, response) => {
    const one = { request, body: await buffer(request) };
    seen.push(one);
    const { status = 200, headers = {}, body, wire = body } = answer(one);
    const signed = { timestamp: Math.floor(Date.now() / 1000), nonce: randomBytes(16).toString('hex'), body };
    response.writeHead(status, {
      'Content-Type': 'application/json',
      'Request-ID': 'test-0',
      'Wechatpay-Timestamp': String(signed.timestamp),
      'Wechatpay-Nonce': signed.nonce,
      'Wechatpay-Serial': ID,
      'Wechatpay-Signature': await signMessage(responseMessage(signed), platform.privateKey),
      ...headers,
    });
    response.end(wire);
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : 0;
  const credentials: Credentials = {
    mchid: '1900000109',
    serial: '3775B6A45ACD588826D15E583A95F5DD0ABCDEF1',
    privateKey: merchant.privateKey,
    keyRing: createKeyRing([{ id: ID, kind: 'public-key', publicKey: platform.publicKey }]),
  };
  return {
    url: `http://127.0.0.1:${port}`,
    credentials,
    seen,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => {
        server.close(resolve);
      });
    },
  };
}
