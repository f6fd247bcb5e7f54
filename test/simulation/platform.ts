import { createSign, generateKeyPairSync, type KeyObject } from 'node:crypto';

/** A response as it goes over the wire. */
export interface WireResponse {
  status: number;
  headers: Record<string, string>;
  body: Buffer;
}

/** The key pair of the simulated WeChat Pay. */
export interface Platform {
  keyId: string;
  publicKeyPem: string;
  /** A response as WeChat Pay would send it, signed at a time in milliseconds since 1970. */
  sign: (status: number, body: string, at: number, requestId?: string) => WireResponse;
  /** The same without a signature. */
  unsigned: (status: number, body: string, headers?: Record<string, string>) => WireResponse;
}

const KEY_ID = 'PUB_KEY_ID_0119000001092026112300000000';

/** Kept signatures: bodies and times are few, and to sign takes longer than most of a sequence. */
const MOST_KEPT = 20_000;

/** Timestamps are rounded down to so many seconds, well within what is tolerated. */
const GRAIN_SECONDS = 60;

const signatureOf = (message: string, key: KeyObject): string =>
  createSign('RSA-SHA256').update(message).sign(key, 'base64');

/** Makes a WeChat Pay that signs: every verification of a simulation is a real one. */
export function createPlatform(): Platform {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const kept = new Map<string, string>();
  return {
    keyId: KEY_ID,
    publicKeyPem: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
    sign: (status, body, at, requestId = 'sim-0') => {
      const timestamp = Math.floor(at / 1000 / GRAIN_SECONDS) * GRAIN_SECONDS;
      const message = `${timestamp}\nsimulated\n${body}\n`;
      const signature = kept.get(message) ?? signatureOf(message, privateKey);
      if (kept.size >= MOST_KEPT) kept.clear();
      kept.set(message, signature);
      return {
        status,
        headers: {
          'content-type': 'application/json',
          'request-id': requestId,
          'wechatpay-timestamp': String(timestamp),
          'wechatpay-nonce': 'simulated',
          'wechatpay-serial': KEY_ID,
          'wechatpay-signature': signature,
        },
        body: Buffer.from(body),
      };
    },
    unsigned: (status, body, headers = {}) => ({
      status,
      headers: { 'request-id': 'sim-0', ...headers },
      body: Buffer.from(body),
    }),
  };
}
