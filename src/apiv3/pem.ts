/** One PEM block as found: its label and its text in standard form (LF, 64 columns). */
export interface PemBlock {
  /** Between `BEGIN` and the dashes, e.g. `PRIVATE KEY`. */
  label: string;
  pem: string;
}

const ARMOUR = /-----BEGIN ([A-Z0-9 ]+?)-----([\s\S]*?)-----END \1-----/;

/** Encapsulated headers of the old encrypted PKCS#1 form, which have to stay on lines of their own. */
const OLD_ENCRYPTION = /Proc-Type:\s*4,ENCRYPTED\s*DEK-Info:\s*([A-Z0-9-]+,[0-9A-F]+)/i;

/** A PEM block of a label and base64 without blanks. */
export function wrapPem(label: string, body: string, head = ''): PemBlock {
  const lines = body.match(/.{1,64}/g) ?? [];
  return { label, pem: `-----BEGIN ${label}-----\n${head}${lines.join('\n')}\n-----END ${label}-----\n` };
}

/** Undoes what editors, env files and hosts do to text: BOM, quotes around it, `\n` written out once or more often. */
const clean = (text: string): string => {
  const plain = text
    .replace(/^\uFEFF/, '')
    .trim()
    .replace(/^(["'])([\s\S]*)\1$/, '$2');
  return plain.replace(/\\+r\\+n|\\+[nr]/g, '\n');
};

const BASE64 = /^[A-Za-z0-9+/_-]+={0,2}$/;

/** The bytes of text that is one piece of base64, blanks allowed; `undefined` for anything else. */
export function decodeBase64(text: string): Buffer | undefined {
  const compact = clean(text).replace(/\s+/g, '');
  return compact.length > 0 && BASE64.test(compact) ? Buffer.from(compact, 'base64') : undefined;
}

/**
 * Finds the first PEM block in text in whatever dress it comes: CRLF or CR, BOM, indentation, blanks for line ends,
 * quotes, `\n` written out, text before it (openssl's bag attributes), or the whole PEM as base64 once more.
 */
export function findPem(text: string): PemBlock | undefined {
  const cleaned = clean(text);
  const [, label, body] = ARMOUR.exec(cleaned) ?? [];
  if (label === undefined || body === undefined) {
    const inner = decodeBase64(cleaned)?.toString('utf8');
    return inner?.includes('-----BEGIN ') ? findPem(inner) : undefined;
  }
  const [encryption, parameters] = OLD_ENCRYPTION.exec(body) ?? [];
  if (encryption === undefined) return wrapPem(label, body.replace(/\s+/g, ''));
  const head = `Proc-Type: 4,ENCRYPTED\nDEK-Info: ${parameters}\n\n`;
  return wrapPem(label, body.replace(encryption, '').replace(/\s+/g, ''), head);
}

/** Whether a configuration value is key material itself (a PEM or base64), and not the path of a file. */
export function isKeyMaterial(value: string): boolean {
  if (value.includes('-----BEGIN ')) return true;
  // The shortest key that we accept has 294 bytes as DER; no path is that long without a dot.
  const compact = clean(value).replace(/\s+/g, '');
  return compact.length >= 300 && BASE64.test(compact);
}
