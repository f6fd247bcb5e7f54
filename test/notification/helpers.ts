import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { encryptResource } from '../../src/apiv3/aes-gcm.js';
import { createKeyRing } from '../../src/apiv3/key-ring.js';
import { responseMessage } from '../../src/apiv3/message.js';
import { signMessage } from '../../src/apiv3/signature.js';

export const PUBLIC_KEY_ID = 'PUB_KEY_ID_0119000001092026112300000000';
export const CERTIFICATE_SERIAL = '3775B6A45ACD588826D15E583A95F5DD00000001';
export const API_V3_KEY = 'k'.repeat(32);
export const apiv3Key = Buffer.from(API_V3_KEY);

const newKey = generateKeyPairSync('rsa', { modulusLength: 2048 });
const oldKey = generateKeyPairSync('rsa', { modulusLength: 2048 });

/** A merchant that moves from certificate to public key: knows both. */
export const keyRing = createKeyRing([
  { id: PUBLIC_KEY_ID, kind: 'public-key', publicKey: newKey.publicKey },
  { id: CERTIFICATE_SERIAL, kind: 'certificate', publicKey: oldKey.publicKey },
]);

export const publicPem = newKey.publicKey.export({ type: 'spki', format: 'pem' }).toString();

export const order = {
  order_id: '1234323JKHDFE1243252',
  out_order_no: '6e8369071cd942c0476613f9d1ce9ca3',
  openid: '2323dfsdf342342',
  max_claim_count: 3,
  claimed_count: 1,
  order_receive_time: '2015-05-20T13:29:35.120+08:00',
  order_receive_state: 'RECEIVED',
};

export interface Making {
  id?: string;
  eventType?: string;
  /** The plain content, as JSON text. */
  plain?: string;
  /** The whole body, instead of one that is made. */
  body?: Buffer;
  /** Replaces parts of the encrypted resource. */
  resource?: Record<string, unknown>;
  /** Seconds by which the signed time differs from now. */
  offset?: number;
  serial?: string;
  /** Encrypts with another key. */
  apiv3Key?: string;
  headers?: Record<string, string>;
}

export interface Made {
  id: string;
  headers: Record<string, string>;
  body: Buffer;
}

/** A notification as WeChat Pay makes it: encrypted, and signed over its bytes. */
export async function makeNotification(making: Making = {}): Promise<Made> {
  const { id = `EV-${randomBytes(8).toString('hex')}`, eventType = 'HIRE_POWER_BANK.RECEIVE_INSURANCE' } = making;
  const { plain = JSON.stringify(order), offset = 0, serial = PUBLIC_KEY_ID } = making;
  const key = Buffer.from(making.apiv3Key ?? API_V3_KEY);
  const resource = {
    original_type: 'insurance_order',
    algorithm: 'AEAD_AES_256_GCM',
    ...encryptResource(Buffer.from(plain), key, randomBytes(6).toString('hex'), 'insurance'),
    ...making.resource,
  };
  const text = JSON.stringify({
    id,
    create_time: '2018-02-25T22:32:23+08:00',
    resource_type: 'encrypt-resource',
    event_type: eventType,
    summary: '保险订单状态变化',
    resource,
  });
  const body = making.body ?? Buffer.from(text);
  const timestamp = String(Math.floor(Date.now() / 1000) + offset);
  const nonce = randomBytes(16).toString('hex');
  const { privateKey } = serial === CERTIFICATE_SERIAL ? oldKey : newKey;
  return {
    id,
    body,
    headers: {
      'Content-Type': 'application/json',
      'Wechatpay-Timestamp': timestamp,
      'Wechatpay-Nonce': nonce,
      'Wechatpay-Serial': serial,
      'Wechatpay-Signature': await signMessage(responseMessage({ timestamp, nonce, body }), privateKey),
      ...making.headers,
    },
  };
}

/** The error that a function throws, or that a promise is rejected with. */
export async function failure(work: () => unknown): Promise<unknown> {
  try {
    await work();
  } catch (error) {
    return error;
  }
  throw new Error('it did not fail');
}

/** Environment variables that configure the command and `loadConfig` with the keys above. */
export function configuredEnvironment(): Record<string, string> {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  return {
    WECHATPAY_MCHID: '1900000109',
    WECHATPAY_SERIAL: '3775B6A45ACD588826D15E583A95F5DD00000000',
    WECHATPAY_PRIVATE_KEY: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    WECHATPAY_PUBLIC_KEY: publicPem,
    WECHATPAY_PUBLIC_KEY_ID: PUBLIC_KEY_ID,
    WECHATPAY_APIV3_KEY: API_V3_KEY,
  };
}
