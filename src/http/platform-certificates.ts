import type { X509Certificate } from 'node:crypto';
import * as z from 'zod/mini';
import { decryptResource } from '../apiv3/aes-gcm.js';
import { certificateKey } from '../apiv3/certificate.js';
import { createKeyRing, type VerifyingKey } from '../apiv3/key-ring.js';
import { readCertificate } from '../apiv3/keys.js';
import { CERTIFICATES_PATH } from '../apiv3/path.js';
import { type VerifyResponseInput, verifyResponse } from '../apiv3/verify-response.js';
import { ApiError, NetworkError, SignatureError } from '../errors.js';
import { printable } from '../shared/printable.js';
import { sayResponse } from '../texts/response.js';
import { createCaller } from './caller.js';
import { readJson } from './response-json.js';
import type { CallerOptions } from './types.js';

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
  validity: { from: Date; to: Date };
}

/** What a download brought. */
export interface Download {
  certificates: PlatformCertificate[];
  /** Id of the key that signed the response. */
  signedBy: string;
  /** Whether that key was configured before; if not, all trust rests on the APIv3 key. */
  signerWasKnown: boolean;
}

const decrypt = (body: Uint8Array, apiv3Key: Uint8Array): PlatformCertificate[] => {
  const parsed = answerSchema.safeParse(readJson(Buffer.from(body)));
  if (!parsed.success || parsed.data.data.length === 0) {
    throw new NetworkError(sayResponse('noCertificates', CERTIFICATES_PATH), {
      code: 'UNEXPECTED_RESPONSE',
      outcome: 'unknown',
      hint: sayResponse('noCertificatesHint'),
    });
  }
  return parsed.data.data.map(({ serial_no, encrypt_certificate }) => {
    const plain = decryptResource(encrypt_certificate, apiv3Key);
    const certificate = readCertificate(plain, `GET ${CERTIFICATES_PATH}: ${printable(serial_no, 80)}`);
    return {
      ...certificateKey(certificate),
      certificate,
    };
  });
};

const UNKNOWN_SIGNER = new Set(['SIGNATURE_UNKNOWN_SERIAL', 'SIGNATURE_CERTIFICATE_EXPIRED']);

/** The errors for which this call knows a better hint: a public key instead of certificates, a signer that is unknown. */
const explain = (error: unknown): unknown => {
  if (error instanceof ApiError && error.code === 'RESOURCE_NOT_EXISTS') {
    return new ApiError(error.texts.message, {
      ...error.facts,
      status: error.status,
      signed: error.signed,
      hint: sayResponse('publicKeyMode'),
      cause: error,
    });
  }
  if (error instanceof SignatureError && UNKNOWN_SIGNER.has(error.code)) {
    return new SignatureError(error.texts.message, {
      ...error.facts,
      code: error.code,
      hint: sayResponse('unknownSigner'),
      cause: error,
    });
  }
  return error;
};

/**
 * Downloads the platform certificates, decrypts them with the APIv3 key, and verifies the response with a configured
 * key. Only when none is configured at all, for the first download, may the certificates that it brought vouch for
 * themselves: what proves the sender is then that he knows the APIv3 key.
 * @throws {ApiError} 404 for a merchant who has a public key instead
 * @throws {ConfigError} `APIV3_KEY_MISMATCH` when the key does not decrypt what is signed
 * @throws {SignatureError} when the response does not verify
 */
export async function downloadCertificates(
  options: CallerOptions,
  apiv3Key: Uint8Array,
  signal?: AbortSignal,
): Promise<Download> {
  const { keyRing } = options.credentials;
  const isFirst = keyRing.ids.length === 0;
  const verify = (input: VerifyResponseInput) => {
    const known = verifyResponse({ ...input, keyRing });
    if (!isFirst || known.ok || known.reason !== 'unknown-serial') return known;
    return verifyResponse({ ...input, keyRing: createKeyRing(decrypt(input.body, apiv3Key)) });
  };
  const result = await createCaller({ ...options, verify }).call({
    method: 'GET',
    target: CERTIFICATES_PATH,
    idempotent: true,
    expectJson: true,
    signal,
  });
  if (!result.ok) throw explain(result.error);
  const { body, signedBy = '' } = result.response;
  return { certificates: decrypt(body, apiv3Key), signedBy, signerWasKnown: !isFirst };
}
