import type { KeyObject } from 'node:crypto';
import { join } from 'node:path';
import * as z from 'zod/mini';
import type { VerifyingKey } from '../../apiv3/key-ring.js';
import { readPrivateKey, readVerifyingKey } from '../../apiv3/keys.js';
import { PUBLIC_KEY_ID_PREFIX } from '../../apiv3/serial.js';
import type { Signer } from '../api/response-writer.js';
import { newRsaPair, newSerial, parseData, type Random, readData, writeSecret } from './data-file.js';
import { makeFolderOnce } from './folder-once.js';

/** The merchant of every sandbox. */
const MCHID = '1900000109';

const identitySchema = z.object({
  mchid: z.string(),
  serial: z.string(),
  publicKeyId: z.string(),
  apiv3Key: z.string(),
});

type Identity = z.infer<typeof identitySchema>;

/** Both halves of a key that the sandbox's WeChat Pay signs with. */
export interface SigningPair extends Signer, VerifyingKey {
  /** Path of the file that a client verifies with. */
  file: string;
}

/** The sandbox's merchant, and the WeChat Pay public key that was given to it. */
export interface Merchant {
  mchid: string;
  /** Serial of the merchant's API certificate, 40 hex digits, upper case. */
  serial: string;
  /** The APIv3 key, 32 characters. */
  apiv3Key: string;
  privateKey: KeyObject;
  /** Path of the merchant's private key. */
  privateKeyFile: string;
  publicKey: SigningPair;
}

const newIdentity = (now: number, random: Random): Identity => {
  const day = new Date(now).toISOString().slice(0, 10).replaceAll('-', '');
  const digits = String(random(4).readUInt32BE() % 1_000_000).padStart(6, '0');
  return {
    mchid: MCHID,
    serial: newSerial(random),
    publicKeyId: `${PUBLIC_KEY_ID_PREFIX}01${MCHID}${day}00${digits}`,
    apiv3Key: random(16).toString('hex'),
  };
};

/**
 * The merchant whose keys are in a folder; they are made on first use only.
 * @param now milliseconds since 1970
 * @throws {ConfigError} `BAD_SANDBOX_DATA` or `BAD_KEY` for files that are damaged
 */
export async function openMerchant(folder: string, now: number, random: Random): Promise<Merchant> {
  const files = {
    identity: join(folder, 'identity.json'),
    merchant: join(folder, 'apiclient_key.pem'),
    wechatPay: join(folder, 'wechatpay_key.pem'),
    publicKey: join(folder, 'pub_key.pem'),
  };
  await makeFolderOnce(folder, 'identity.json', async (draft) => {
    const [merchant, wechatPay] = await Promise.all([newRsaPair(), newRsaPair()]);
    const identity = `${JSON.stringify(newIdentity(now, random), null, 2)}\n`;
    await Promise.all([
      writeSecret(join(draft, 'identity.json'), identity),
      writeSecret(join(draft, 'apiclient_key.pem'), merchant.privatePem),
      writeSecret(join(draft, 'wechatpay_key.pem'), wechatPay.privatePem),
      writeSecret(join(draft, 'pub_key.pem'), wechatPay.publicPem),
    ]);
  });
  const [identity, merchant, wechatPay, publicPem] = await Promise.all([
    readData(files.identity),
    readData(files.merchant),
    readData(files.wechatPay),
    readData(files.publicKey),
  ]);
  const { mchid, serial, apiv3Key, publicKeyId } = parseData(identity, files.identity, identitySchema);
  return {
    mchid,
    serial,
    apiv3Key,
    privateKey: readPrivateKey(merchant, files.merchant),
    privateKeyFile: files.merchant,
    publicKey: {
      id: publicKeyId,
      kind: 'public-key',
      privateKey: readPrivateKey(wechatPay, files.wechatPay),
      publicKey: readVerifyingKey(publicPem, files.publicKey).publicKey,
      file: files.publicKey,
    },
  };
}
