/** One PEM block as found: its label and its text in standard form (LF, 64 columns). */
export interface PemBlock {
  /** Between `BEGIN` and the dashes, e.g. `PRIVATE KEY`. */
  label: string;
  pem: string;
}

/** Longer than any key, certificate or chain, in bytes or characters; what is longer is not looked into. */
export const MATERIAL_LIMIT: number = 1024 * 1024;

/** One armour line. The label is bounded, so that no text makes the search slow. */
const MARKER = /-----(BEGIN|END) ([A-Z0-9 ]{1,64})-----/g;

/** Encapsulated headers of the old encrypted PKCS#1 form, which have to stay on lines of their own. */
const OLD_ENCRYPTION = /Proc-Type:\s*4,ENCRYPTED\s*DEK-Info:\s*([A-Z0-9-]{1,64},[0-9A-F]{1,64})/i;

/** A PEM block of a label and base64 without blanks. */
export function wrapPem(label: string, body: string, head = ''): PemBlock {
  const lines = body.match(/.{1,64}/g) ?? [];
  return { label, pem: `-----BEGIN ${label}-----\n${head}${lines.join('\n')}\n-----END ${label}-----\n` };
}

/** Undoes what editors, env files and hosts do to text: BOM, quotes around it, `\n` written out once or more often. */
const clean = (text: string): string => {
  const plain = text.replace(/^\uFEFF/, '').trim();
  const first = plain[0];
  const isQuoted = plain.length > 1 && (first === '"' || first === "'") && plain.endsWith(first);
  // A pattern that asks for `n` or `r` behind the backslashes would look at a run of them once for each.
  return (isQuoted ? plain.slice(1, -1) : plain).replace(/\\+([nr]?)/g, (run, letter) => (letter === '' ? run : '\n'));
};

const BASE64 = /^[A-Za-z0-9+/_-]+={0,2}$/;

/** The bytes of text that is one piece of base64, blanks allowed; `undefined` for anything else. */
export function decodeBase64(text: string): Buffer | undefined {
  const compact = clean(text).replace(/\s+/g, '');
  return compact.length > 0 && BASE64.test(compact) ? Buffer.from(compact, 'base64') : undefined;
}

const standardForm = (label: string, body: string): PemBlock => {
  const [encryption, parameters] = OLD_ENCRYPTION.exec(body) ?? [];
  if (encryption === undefined) return wrapPem(label, body.replace(/\s+/g, ''));
  const head = `Proc-Type: 4,ENCRYPTED\nDEK-Info: ${parameters}\n\n`;
  return wrapPem(label, body.replace(encryption, '').replace(/\s+/g, ''), head);
};

/** The blocks of plain text: a BEGIN, and an END of the same label as the next armour line. */
const blocksIn = (text: string): PemBlock[] => {
  const blocks: PemBlock[] = [];
  let begin: { label: string; end: number } | undefined;
  for (const { 0: marker, 1: side, 2: label = '', index } of text.matchAll(MARKER)) {
    if (side === 'END' && begin?.label === label) blocks.push(standardForm(label, text.slice(begin.end, index)));
    begin = side === 'BEGIN' ? { label, end: index + marker.length } : undefined;
  }
  return blocks;
};

/**
 * Finds the PEM blocks in text in whatever dress it comes: CRLF or CR, BOM, indentation, blanks for line ends, quotes,
 * `\n` written out, text before and between them (openssl's bag attributes), or the whole text as base64 once more.
 * Takes a time in proportion to the text; text beyond `MATERIAL_LIMIT` has none.
 */
export function findPem(text: string): PemBlock[] {
  if (text.length > MATERIAL_LIMIT) return [];
  const cleaned = clean(text);
  const blocks = blocksIn(cleaned);
  if (blocks.length > 0) return blocks;
  const inner = decodeBase64(cleaned)?.toString('utf8');
  return inner?.includes('-----BEGIN ') ? blocksIn(clean(inner)) : [];
}

/** Whether a configuration value is key material itself (a PEM or base64), and not the path of a file. */
export function isKeyMaterial(value: string): boolean {
  if (value.includes('-----BEGIN ')) return true;
  // The shortest key that we accept has 294 bytes as DER; no path is that long without a dot.
  const compact = clean(value).replace(/\s+/g, '');
  return compact.length >= 300 && BASE64.test(compact);
}
