/** What stands in place of a secret. */
const REDACTED = '[redacted]';

/** So many consecutive characters of a secret are no chance: of base64 they are 96 bits. */
const TELLING = 16;

/** One character in the ways in which a text in JSON, in a URL or in HTML may spell it. */
const ENCODED = /%([0-9a-f]{2})|\\(?:u00|x)([0-9a-f]{2})|&#x0*([0-9a-f]{2});|&#0*(\d{2,3});|\\([/"\\])/gi;

/** A gateway may encode what was encoded before it. */
const PASSES = 3;

/** Text as read, and for each of its characters where it begins in the text as written; one more for the end. */
interface Decoded {
  text: string;
  starts: readonly number[];
}

const decodeOnce = ({ text, starts }: Decoded): Decoded => {
  const characters: string[] = [];
  const origins: number[] = [];
  const copy = (from: number, to: number) => {
    for (let at = from; at < to; at += 1) {
      characters.push(text.charAt(at));
      origins.push(starts[at] ?? 0);
    }
  };
  let end = 0;
  for (const found of text.matchAll(ENCODED)) {
    const [spelled, percent, escaped, hexEntity, entity, same] = found;
    const hex = percent ?? escaped ?? hexEntity;
    const code = hex === undefined ? Number(entity) : Number.parseInt(hex, 16);
    copy(end, found.index);
    characters.push(same ?? String.fromCharCode(code));
    origins.push(starts[found.index] ?? 0);
    end = found.index + spelled.length;
  }
  copy(end, text.length);
  return { text: characters.join(''), starts: [...origins, starts[text.length] ?? 0] };
};

const decode = (text: string): Decoded => {
  let decoded: Decoded = { text, starts: Array.from({ length: text.length + 1 }, (_, at) => at) };
  for (let pass = 0; pass < PASSES && decoded.text.search(ENCODED) >= 0; pass += 1) decoded = decodeOnce(decoded);
  return decoded;
};

/** In characters; up to here cutting the secrets into pieces takes longer than looking each piece up in them. */
const SHORT = 2000;

/** Tells whether so many characters are a piece of a secret. */
const pieceFinder = (secrets: readonly string[], length: number): ((piece: string) => boolean) => {
  if (length <= SHORT) return (piece) => secrets.some((secret) => secret.includes(piece));
  const pieces = new Set<string>();
  for (const secret of secrets) {
    for (let at = 0; at + TELLING <= secret.length; at += 1) pieces.add(secret.slice(at, at + TELLING));
  }
  return (piece) => pieces.has(piece);
};

/**
 * A text without secrets: every run of at least 16 characters of one becomes `[redacted]`, also where it is
 * percent-encoded, escaped as in JSON or HTML, or cut short. What is encoded otherwise stays as it was.
 * @param secrets random strings, such as a request's signature: of one with common words in it, these would go too
 */
export function redact(text: string, secrets: readonly string[]): string {
  if (text.length < TELLING) return text;
  const isPiece = pieceFinder(secrets, text.length);
  const { text: read, starts } = decode(text);
  let out = '';
  let kept = 0;
  let at = 0;
  while (at + TELLING <= read.length) {
    if (!isPiece(read.slice(at, at + TELLING))) {
      at += 1;
      continue;
    }
    const begin = at;
    while (at + TELLING <= read.length && isPiece(read.slice(at, at + TELLING))) at += 1;
    at += TELLING - 1;
    out += text.slice(kept, starts[begin]) + REDACTED;
    kept = starts[at] ?? text.length;
  }
  return out + text.slice(kept);
}

/** A JSON value without secrets, in names as well as in values; see `redact`. */
export function redactValue(value: unknown, secrets: readonly string[]): unknown {
  if (typeof value === 'string') return redact(value, secrets);
  if (Array.isArray(value)) return value.map((item: unknown) => redactValue(item, secrets));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [redact(name, secrets), redactValue(item, secrets)]),
  );
}

/** The signature in an `Authorization` header of APIv3: the only part of it that is a secret. */
export function signaturesIn(authorization: string): string[] {
  return Array.from(authorization.matchAll(/signature="([^"]*)"/g), ([, signature = '']) => signature);
}

/** A text without private keys in PEM form, which somebody may have given in the place of a path or a name. */
export function redactKeys(text: string): string {
  return text.replace(/-----BEGIN [A-Z0-9 ]{0,64}PRIVATE KEY.*?(?:-----END [A-Z0-9 ]{1,64}-----|$)/gs, REDACTED);
}
