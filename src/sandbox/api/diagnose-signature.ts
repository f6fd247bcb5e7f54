import { constants, createHash, type KeyObject, publicDecrypt } from 'node:crypto';
import type { RequestParts } from '../../apiv3/message.js';

/** What is known of a signature that does not verify. */
export interface SignatureDiagnosis {
  /** What differs, in a few words. */
  reason: string;
  /** The message that was signed, if it could be found. */
  signed: string | null;
}

/** A part of the message in a form that clients sign by mistake; the first of each list is the correct one. */
interface Form {
  text: string;
  mistake?: string;
}

/** DigestInfo of RFC 8017, 9.2, in hex, before the digest itself. */
const DIGEST_INFO: Readonly<Record<string, string>> = {
  'SHA-1': '3021300906052b0e03021a05000414',
  'SHA-256': '3031300d060960864801650304020105000420',
  'SHA-512': '3051300d060960864801650304020305000440',
  MD5: '3020300c06082a864886f70d020505000410',
};

/** Longer bodies are compared as they are only: their other forms would take long. */
const BODY_LIMIT = 65_536;

const escapeNonAscii = (json: string): string =>
  json.replace(/[\u007f-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);

const escapeSlashes = (json: string): string => json.replaceAll('/', '\\/');

const spaced = (json: unknown): string =>
  JSON.stringify(json, null, 1)
    .replace(/\n\s*/g, ' ')
    .replace(/([[{]) /g, '$1')
    .replace(/ ([\]}])/g, '$1');

const sortKeys = (value: unknown): unknown =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
    : value;

const bodyForms = (body: string): Form[] => {
  const forms: Form[] = [
    { text: body },
    { text: '', mistake: 'an empty body' },
    { text: body.replace(/\r?\n$/, ''), mistake: 'the body without its last line break' },
    { text: `${body}\n`, mistake: 'the body and a line break' },
  ];
  if (body === '' || body.length > BODY_LIMIT) return forms;
  try {
    const json: unknown = JSON.parse(body);
    const compact = JSON.stringify(json);
    const mistake = 'the same JSON, serialized in another way';
    for (const text of [compact, spaced(json), JSON.stringify(json, null, 2), JSON.stringify(json, null, 4)]) {
      for (const form of [text, escapeNonAscii(text), escapeSlashes(text), escapeSlashes(escapeNonAscii(text))]) {
        forms.push({ text: form, mistake });
      }
    }
    forms.push({ text: JSON.stringify(sortKeys(json)), mistake: 'the same JSON, its keys sorted' });
  } catch {
    // A body that is not JSON has no other forms.
  }
  return forms;
};

const decoded = (target: string): string => {
  try {
    return decodeURIComponent(target);
  } catch {
    return target;
  }
};

const targetForms = (target: string, host: string): Form[] => {
  const [path = ''] = target.split('?');
  const plain = decoded(target);
  return [
    { text: target },
    { text: path, mistake: 'the path without its query' },
    { text: plain, mistake: 'the path before it was percent-encoded' },
    { text: plain.split('/').map(encodeURIComponent).join('/'), mistake: 'the path encoded in another way' },
    { text: encodeURI(plain), mistake: 'the path encoded in another way' },
    { text: `http://${host}${target}`, mistake: 'the whole URL instead of the path' },
    { text: `https://${host}${target}`, mistake: 'the whole URL instead of the path' },
    { text: target.slice(1), mistake: 'the path without its first slash' },
  ];
};

const layoutForms = (lines: readonly string[]): Form[] => [
  { text: `${lines.join('\n')}\n` },
  { text: lines.join('\n'), mistake: 'no line break at the end' },
  { text: `${lines.join('\r\n')}\r\n`, mistake: 'line breaks \\r\\n instead of \\n' },
  { text: `${lines.join('\\n')}\\n`, mistake: 'a backslash and an n instead of a line break' },
];

/** The digest in a signature, if it was made with this key. */
const recoverDigest = (signature: string, key: KeyObject): { algorithm: string; digest: string } | undefined => {
  try {
    const padding = constants.RSA_PKCS1_PADDING;
    const info = publicDecrypt({ key, padding }, Buffer.from(signature, 'base64')).toString('hex');
    for (const [algorithm, prefix] of Object.entries(DIGEST_INFO)) {
      if (info.startsWith(prefix)) return { algorithm, digest: info.slice(prefix.length) };
    }
    return undefined;
  } catch {
    return undefined;
  }
};

const describe = (body: Form, target: Form, layout: Form, method: string): string => {
  const signed = [method, target.mistake, body.mistake, layout.mistake].filter(Boolean).join(', ');
  const part = body.mistake ? 'body' : target.mistake ? 'path' : 'message';
  return `${part} differs from what was signed: ${signed}`;
};

/**
 * Finds out why a signature does not verify: another key or digest, or one of the mistakes that clients make when they
 * put the message together. A signature tells the digest of its message only, so the usual mistakes are tried.
 * @param host the request's `Host`
 */
export function diagnoseSignature(
  { method, target, timestamp, nonce, body }: RequestParts,
  signature: string,
  host: string,
  publicKey: KeyObject,
): SignatureDiagnosis {
  const recovered = recoverDigest(signature, publicKey);
  if (!recovered) return { reason: 'not signed with the private key of this merchant', signed: null };
  if (recovered.algorithm !== 'SHA-256') {
    return { reason: `signed with ${recovered.algorithm}, expected SHA-256`, signed: null };
  }
  const methods: Form[] = [{ text: method }, { text: method.toLowerCase(), mistake: 'the method in lower case' }];
  for (const verb of methods) {
    for (const targetForm of targetForms(target, host)) {
      for (const bodyForm of bodyForms(Buffer.from(body).toString('utf8'))) {
        const lines = [verb.text, targetForm.text, String(timestamp), nonce, bodyForm.text];
        for (const layout of layoutForms(lines)) {
          if (createHash('sha256').update(layout.text).digest('hex') !== recovered.digest) continue;
          return { reason: describe(bodyForm, targetForm, layout, verb.mistake ?? ''), signed: layout.text };
        }
      }
    }
  }
  return { reason: 'message differs from what was signed', signed: null };
}
