import { constants, createHash, type KeyObject, publicDecrypt } from 'node:crypto';
import type { RequestParts } from '../../apiv3/message.js';
import { joinWordings, type Text } from '../../shared/text.js';
import { sayRefusal } from '../../texts/refusals.js';

/** What is known of a signature that does not verify. */
export interface SignatureDiagnosis {
  /** What differs, in a few words. */
  reason: Text;
  /** The message that was signed, if it could be found. */
  signed: string | null;
}

/** A part of the message in a form that clients sign by mistake; the first of each list is the correct one. */
interface Form {
  text: string;
  mistake?: Text;
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
    { text: '', mistake: sayRefusal('emptyBody') },
    { text: body.replace(/\r?\n$/, ''), mistake: sayRefusal('bodyWithoutBreak') },
    { text: `${body}\n`, mistake: sayRefusal('bodyWithBreak') },
  ];
  if (body === '' || body.length > BODY_LIMIT) return forms;
  try {
    const json: unknown = JSON.parse(body);
    const compact = JSON.stringify(json);
    const mistake = sayRefusal('serialized');
    for (const text of [compact, spaced(json), JSON.stringify(json, null, 2), JSON.stringify(json, null, 4)]) {
      for (const form of [text, escapeNonAscii(text), escapeSlashes(text), escapeSlashes(escapeNonAscii(text))]) {
        forms.push({ text: form, mistake });
      }
    }
    forms.push({ text: JSON.stringify(sortKeys(json)), mistake: sayRefusal('sorted') });
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
    { text: path, mistake: sayRefusal('noQuery') },
    { text: plain, mistake: sayRefusal('notEncoded') },
    { text: plain.split('/').map(encodeURIComponent).join('/'), mistake: sayRefusal('encodedOtherwise') },
    { text: encodeURI(plain), mistake: sayRefusal('encodedOtherwise') },
    { text: `http://${host}${target}`, mistake: sayRefusal('wholeUrl') },
    { text: `https://${host}${target}`, mistake: sayRefusal('wholeUrl') },
    { text: target.slice(1), mistake: sayRefusal('noSlash') },
  ];
};

const layoutForms = (lines: readonly string[]): Form[] => [
  { text: `${lines.join('\n')}\n` },
  { text: lines.join('\n'), mistake: sayRefusal('noEnd') },
  { text: `${lines.join('\r\n')}\r\n`, mistake: sayRefusal('windowsBreaks') },
  { text: `${lines.join('\\n')}\\n`, mistake: sayRefusal('writtenOut') },
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

const describe = (body: Form, target: Form, layout: Form, verb: Form): Text => {
  const mistakes = [verb, target, body, layout].map(({ mistake }) => mistake);
  const signed = joinWordings(mistakes, { en: ', ', zh: '，' });
  return sayRefusal(body.mistake ? 'bodyDiffers' : target.mistake ? 'pathDiffers' : 'messageDiffers', signed);
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
  if (!recovered) return { reason: sayRefusal('otherKey'), signed: null };
  if (recovered.algorithm !== 'SHA-256') {
    return { reason: sayRefusal('otherDigest', recovered.algorithm), signed: null };
  }
  const methods: Form[] = [{ text: method }, { text: method.toLowerCase(), mistake: sayRefusal('lowerCase') }];
  for (const verb of methods) {
    for (const targetForm of targetForms(target, host)) {
      for (const bodyForm of bodyForms(Buffer.from(body).toString('utf8'))) {
        const lines = [verb.text, targetForm.text, String(timestamp), nonce, bodyForm.text];
        for (const layout of layoutForms(lines)) {
          if (createHash('sha256').update(layout.text).digest('hex') !== recovered.digest) continue;
          return { reason: describe(bodyForm, targetForm, layout, verb), signed: layout.text };
        }
      }
    }
  }
  return { reason: sayRefusal('differs'), signed: null };
}
