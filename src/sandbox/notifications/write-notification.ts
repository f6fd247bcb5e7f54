import { createHash } from 'node:crypto';
import { encryptResource, parseApiv3Key, RESOURCE_ALGORITHM } from '../../apiv3/aes-gcm.js';
import type { InsuranceOrder } from '../../insurance/schema.js';
import { VERSION } from '../../shared/version.js';
import { chinaTime } from '../api/order-view.js';
import type { ResponseWriter, SigningChanges, WireResponse } from '../api/response-writer.js';
import type { Random } from '../keys/data-file.js';

/** What a notification says. */
export interface NotificationFacts {
  /** `EV-…`: what tells a repeat from another notification. */
  id: string;
  /** When the state changed, in milliseconds since 1970. */
  createdAt: number;
  /** The content, encrypted on the way. */
  order: InsuranceOrder;
}

/** What a notification is made with. */
export interface NotificationKeys {
  responses: ResponseWriter;
  /** 32 characters. */
  apiv3Key: string;
  random: Random;
  /** Id of the key that signs; the first of the writer's by default. */
  signWith?: string | undefined;
}

const SUMMARIES: Readonly<Record<string, string>> = {
  RECEIVING: '保险订单领取中',
  RECEIVED: '保险订单领取成功',
  FAILED: '保险订单领取失败',
};

const ID_DIGITS = 12;

/**
 * An id like WeChat Pay's, such as `EV-2018022511223320873`: the time (milliseconds since 1970) in China, and digits that
 * follow from the source, so that the same source has the same id at every attempt.
 */
export function notificationId(createdAt: number, source: string): string {
  const time = chinaTime(createdAt).slice(0, 19).replace(/\D/g, '');
  const digits = createHash('sha256').update(source).digest().readUIntBE(0, 6) % 10 ** ID_DIGITS;
  return `EV-${time}${String(digits).padStart(ID_DIGITS, '0')}`;
}

/** A number from 0 up to 1, evenly distributed, that is always the same for an id. */
export function shareOf(id: string): number {
  return Number(id.slice(-ID_DIGITS)) / 10 ** ID_DIGITS;
}

/**
 * A notification (保险订单状态变化通知) as it goes on the wire: encrypted with the APIv3 key, then signed as a response is. Each
 * call encrypts and signs anew: a nonce must not be used twice, and a timestamp is good for five minutes.
 * @param changes what is to be wrong with the signature
 * @param alterCiphertext makes base64 of other base64, before the signature is made
 */
export async function writeNotification(
  { id, createdAt, order }: NotificationFacts,
  { responses, apiv3Key, random, signWith }: NotificationKeys,
  changes: SigningChanges = {},
  alterCiphertext: (ciphertext: string) => string = (ciphertext) => ciphertext,
): Promise<WireResponse> {
  const key = parseApiv3Key(apiv3Key, 'apiv3Key');
  const sealed = encryptResource(Buffer.from(JSON.stringify(order)), key, random(6).toString('hex'), '');
  const body = {
    id,
    create_time: chinaTime(createdAt).replace(/\.\d+/, ''),
    resource_type: 'encrypt-resource',
    event_type: 'HIRE_POWER_BANK.RECEIVE_INSURANCE',
    summary: SUMMARIES[order.order_receive_state] ?? '保险订单状态变化',
    resource: {
      original_type: 'insurance_order',
      algorithm: RESOURCE_ALGORITHM,
      ciphertext: alterCiphertext(sealed.ciphertext),
      nonce: sealed.nonce,
      associated_data: sealed.associated_data,
    },
  };
  const headers = { 'Content-Type': 'application/json', Accept: '*/*', 'User-Agent': `wxpay-sandbox/${VERSION}` };
  return responses.signed({ status: 200, body, headers }, signWith, changes);
}
