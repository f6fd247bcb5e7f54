import { join } from 'node:path';
import { encryptResource, parseApiv3Key, RESOURCE_ALGORITHM } from '../../apiv3/aes-gcm.js';
import { certificateKey } from '../../apiv3/certificate.js';
import { readCertificate, readPrivateKey } from '../../apiv3/keys.js';
import { chinaTime } from '../api/order-view.js';
import type { SandboxResponse } from '../api/response-writer.js';
import { newRsaPair, newSerial, type Random, readData, writeSecret } from './data-file.js';
import { exists, makeFolderOnce } from './folder-once.js';
import { makeCertificate } from './make-certificate.js';
import type { SigningPair } from './merchant.js';

const KEY = 'platform_key.pem';
const CERTIFICATE = 'platform_cert.pem';
const VALIDITY_YEARS = 5;

/** The platform certificate (平台证书) and its key. */
export interface Platform extends SigningPair {
  pem: string;
  validity: { from: Date; to: Date };
}

/** The platform certificate in a folder, if one was made. */
export async function findPlatform(folder: string): Promise<Platform | undefined> {
  const [keyFile, file] = [join(folder, KEY), join(folder, CERTIFICATE)];
  if (!(await exists(file))) return undefined;
  const [privatePem, pem] = await Promise.all([readData(keyFile), readData(file)]);
  const certificate = readCertificate(pem, file);
  return {
    ...certificateKey(certificate),
    privateKey: readPrivateKey(privatePem, keyFile),
    file,
    pem,
  };
}

/**
 * Makes the platform certificate in a folder unless it has one: self-signed, valid for five years from now
 * (milliseconds since 1970).
 */
export async function makePlatform(folder: string, now: number, random: Random): Promise<void> {
  await makeFolderOnce(folder, CERTIFICATE, async (draft) => {
    const { privateKey, privatePem } = await newRsaPair();
    const from = new Date(now);
    const to = new Date(now);
    to.setUTCFullYear(from.getUTCFullYear() + VALIDITY_YEARS);
    const commonName = 'wxpay sandbox platform certificate';
    const pem = await makeCertificate(privateKey, { serial: newSerial(random), commonName, from, to });
    await Promise.all([writeSecret(join(draft, KEY), privatePem), writeSecret(join(draft, CERTIFICATE), pem)]);
  });
}

/** The response of `GET /v3/certificates` (下载平台证书): the certificate, encrypted with the APIv3 key. */
export function certificatesResponse(
  { id, pem, validity }: Platform,
  apiv3Key: string,
  random: Random,
): SandboxResponse {
  const key = parseApiv3Key(apiv3Key, 'apiv3Key');
  const sealed = encryptResource(Buffer.from(pem), key, random(6).toString('hex'), 'certificate');
  return {
    status: 200,
    body: {
      data: [
        {
          serial_no: id,
          effective_time: chinaTime(validity.from.getTime()).replace('.000', ''),
          expire_time: chinaTime(validity.to.getTime()).replace('.000', ''),
          encrypt_certificate: {
            algorithm: RESOURCE_ALGORITHM,
            nonce: sealed.nonce,
            associated_data: sealed.associated_data,
            ciphertext: sealed.ciphertext,
          },
        },
      ],
    },
  };
}
