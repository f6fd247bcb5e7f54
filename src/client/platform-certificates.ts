import type { X509Certificate } from 'node:crypto';
import * as z from 'zod/mini';
import { decryptResource } from '../apiv3/aes-gcm.js';
import { type VerifyAnswerInput, verifyAnswer } from '../apiv3/answer.js';
import { certificateKey } from '../apiv3/certificate.js';
import { createKeyRing, type VerifyingKey } from '../apiv3/key-ring.js';
import { readCertificate } from '../apiv3/keys.js';
import { ApiError, NetworkError } from '../errors.js';
import { readJson } from './answer-json.js';
import { createCaller } from './caller.js';
import type { CallerOptions } from './types.js';

/** `GET /v3/certificates` (下载平台证书). */
const PATH = '/v3/certificates';

const answerSchema = z.looseObject({
  data: z.array(
    z.looseObject({
      serial_no: z.string(),
      encrypt_certificate: z.looseObject({
        ciphertext: z.string(),
        nonce: z.string(),
        associated_data: z.optional(z.string()),
      }),
    }),
  ),
});

/** A downloaded platform certificate. */
export interface PlatformCertificate extends VerifyingKey {
  certificate: X509Certificate;
  /** As WeChat Pay sent it. */
  pem: string;
  validity: { from: Date; to: Date };
}

/** What a download brought. */
export interface Download {
  certificates: PlatformCertificate[];
  /** Id of the key that signed the answer. */
  signedBy: string;
  /** Whether that key was configured before; if not, all trust rests on the APIv3 key. */
  signerWasKnown: boolean;
}

const decrypt = (body: Uint8Array, apiv3Key: Uint8Array): PlatformCertificate[] => {
  const parsed = answerSchema.safeParse(readJson(Buffer.from(body)));
  if (!parsed.success || parsed.data.data.length === 0) {
    throw new NetworkError(`GET ${PATH} was answered with something else than certificates`, {
      code: 'UNEXPECTED_ANSWER',
      outcome: 'unknown',
      hint: 'Look at it with wxpay request GET /v3/certificates.',
    });
  }
  return parsed.data.data.map(({ serial_no, encrypt_certificate }) => {
    const pem = decryptResource(encrypt_certificate, apiv3Key).toString('utf8');
    const certificate = readCertificate(pem, `the certificate ${serial_no} of WeChat Pay's answer`);
    return {
      ...certificateKey(certificate),
      certificate,
      pem,
    };
  });
};

const PUBLIC_KEY_HINT =
  'This merchant verifies with a WeChat Pay public key and has no platform certificates: download the key in the merchant platform (Account Center → API Security → 微信支付公钥) and put it under `certs` by its PUB_KEY_ID.';

/** An error for a merchant who has a public key instead, told as that. */
const explain = (error: unknown): unknown =>
  error instanceof ApiError && error.code === 'RESOURCE_NOT_EXISTS'
    ? new ApiError(error.message, { ...error, hint: PUBLIC_KEY_HINT, cause: error })
    : error;

/**
 * Downloads the platform certificates, decrypts them with the APIv3 key, and verifies the answer: with a key that is
 * configured already if one of them signed it, else with the certificate that it brought. In that case, the first
 * download, what proves the sender is that he knows the APIv3 key.
 * @throws {ApiError} 404 for a merchant who has a public key instead
 * @throws {ConfigError} `APIV3_KEY_MISMATCH` when the key does not decrypt
 * @throws {SignatureError} when the answer does not verify
 */
export async function downloadCertificates(
  options: CallerOptions,
  apiv3Key: Uint8Array,
  signal?: AbortSignal,
): Promise<Download> {
  const { keyRing } = options.credentials;
  const verify = (input: VerifyAnswerInput) => {
    const known = verifyAnswer({ ...input, keyRing });
    if (known.ok || known.reason !== 'unknown-serial') return known;
    return verifyAnswer({ ...input, keyRing: createKeyRing(decrypt(input.body, apiv3Key)) });
  };
  const result = await createCaller({ ...options, verify }).call({
    method: 'GET',
    target: PATH,
    repeatable: true,
    expectJson: true,
    signal,
  });
  if (!result.ok) throw explain(result.error);
  const { body, signedBy = '' } = result.answer;
  return {
    certificates: decrypt(body, apiv3Key),
    signedBy,
    signerWasKnown: keyRing.find(signedBy) !== undefined,
  };
}
