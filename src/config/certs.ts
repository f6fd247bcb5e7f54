import type { KeyObject } from 'node:crypto';
import { certificateKey } from '../apiv3/certificate.js';
import { createKeyRing, type KeyRing, type VerifyingKey } from '../apiv3/key-ring.js';
import { readVerifyingKey, sameKeyPair } from '../apiv3/keys.js';
import { isPublicKeyId, normalizeKeyId } from '../apiv3/serial.js';
import { ConfigError } from '../errors.js';
import { expand } from './expand.js';
import { expiryWarning } from './expiry.js';
import { readKeyContent } from './key-file.js';
import type { Settings } from './settings.js';
import { describeSource, type Source } from './source.js';

const keyError = (message: string, code: string, hint: string): ConfigError => new ConfigError(message, { code, hint });

/** The id of a key as it was written in a file may be a number that YAML has rounded. */
const checkId = (id: string, name: string): string => {
  if (!/^-?(?:\d+(?:\.\d+)?e\+?\d+|infinity|nan)$/i.test(id)) return normalizeKeyId(id, name);
  throw keyError(`${name}: this serial number was read as a number`, 'BAD_SERIAL', 'Put quotes around it.');
};

/**
 * Reads `certs`: the keys that WeChat Pay signs with, in the order in which they are configured.
 * @param own the merchant's private key, to notice the merchant's own certificate in the place of WeChat Pay's
 * @param now milliseconds since 1970, for warnings about certificates that expire
 * @throws {ConfigError} `OWN_KEY_IN_CERTS`, `WRONG_KEY_ID` for a key filed under the id of another kind or another
 * certificate, `DUPLICATE_KEY_ID`, and those of `readKeyContent` and `readVerifyingKey`
 */
export function readCerts(settings: Settings, own: KeyObject, now: number): { keyRing: KeyRing; warnings: string[] } {
  const { values, sources, context } = settings;
  const keys: VerifyingKey[] = [];
  const warnings: string[] = [];
  for (const [written, value] of Object.entries(values.certs ?? {})) {
    const found: Source = sources.certs ?? { kind: 'default' };
    const source: Source = found.kind === 'file' ? { ...found, key: `${found.key}.${written}` } : found;
    const { content, name } = readKeyContent(expand(value, source, context.lookUp), source, context);
    const id = checkId(written, describeSource(source));
    const material = readVerifyingKey(content, name);
    if (sameKeyPair(material.publicKey, own)) {
      throw keyError(
        `${name}: this is your own certificate or key, not WeChat Pay's`,
        'OWN_KEY_IN_CERTS',
        'What WeChat Pay signs with is in the merchant platform: Account Center → API Security → 微信支付公钥 (pub_key.pem and its id), or a platform certificate.',
      );
    }
    if (keys.some((key) => key.id === id)) {
      throw keyError(`${name}: ${id} is configured twice`, 'DUPLICATE_KEY_ID', 'Remove one of the two entries.');
    }
    if (material.kind === 'public-key') {
      if (!isPublicKeyId(id)) {
        throw keyError(
          `${name}: found a bare public key, but ${id} is the serial number of a certificate`,
          'WRONG_KEY_ID',
          'File the WeChat Pay public key under its id, which begins with PUB_KEY_ID_ and is shown beside it in the merchant platform.',
        );
      }
      keys.push({ id, kind: 'public-key', publicKey: material.publicKey });
      continue;
    }
    const key = certificateKey(material.certificate);
    const serial = key.id;
    if (isPublicKeyId(id)) {
      throw keyError(
        `${name}: found a certificate (serial ${serial}), but ${id} is the id of a public key`,
        'WRONG_KEY_ID',
        `File a platform certificate under its serial, ${serial}; under ${id} belongs pub_key.pem.`,
      );
    }
    if (id !== serial) {
      throw keyError(
        `${name}: this certificate has the serial ${serial}, but is filed under ${id}`,
        'WRONG_KEY_ID',
        `File it under ${serial}, or put the certificate with the serial ${id} here.`,
      );
    }
    const warning = expiryWarning(key.validity, name, now, 'wxpay certs download');
    if (warning !== undefined) warnings.push(warning);
    keys.push(key);
  }
  return { keyRing: createKeyRing(keys), warnings };
}
