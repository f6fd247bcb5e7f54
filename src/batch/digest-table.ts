import { hash } from 'node:crypto';

/** A digest of 64 bits, as two halves. */
export interface Digest {
  high: number;
  low: number;
}

/**
 * A compact map from digests to numbers of 32 bits. A `Map` of strings would take ten times the memory for a million
 * rows.
 */
export interface DigestTable {
  /** The number kept for a digest; 0 when there is none. */
  get(digest: Digest): number;
  /** @param value from 1 to 2³² − 1 */
  set(digest: Digest, value: number): void;
}

/** Many small tables that grow one at a time: a single one would need its memory three times over whenever it grows. */
const PARTS = 64;
const FIRST_CAPACITY = 32;
const WORDS = 3;

interface Part {
  words: Uint32Array;
  used: number;
}

/** The digest of a text within a domain, so that equal texts of different kinds don't meet. */
export function digestOf(domain: string, text: string): Digest {
  const bytes = hash('sha256', `${domain}\0${text}`, 'buffer');
  return { high: bytes.readUInt32LE(0), low: bytes.readUInt32LE(4) };
}

/** The index of the words of a digest, or of the free place where it belongs. */
const placeOf = (words: Uint32Array, { high, low }: Digest): number => {
  const capacity = words.length / WORDS;
  for (let slot = low % capacity; ; slot = slot + 1 === capacity ? 0 : slot + 1) {
    const at = slot * WORDS;
    if (words[at + 2] === 0 || (words[at] === high && words[at + 1] === low)) return at;
  }
};

const grown = (words: Uint32Array): Uint32Array => {
  const larger = new Uint32Array(Math.ceil((words.length / WORDS) * 1.25) * WORDS);
  for (let at = 0; at < words.length; at += WORDS) {
    const entry = words.subarray(at, at + WORDS);
    const [high = 0, low = 0, value = 0] = entry;
    if (value !== 0) larger.set(entry, placeOf(larger, { high, low }));
  }
  return larger;
};

/**
 * Makes an empty table: open addressing with linear probing, 12 bytes an entry, two thirds full or more.
 * Among a million digests of 64 bits, two are the same by chance once in 37 million runs.
 */
export function createDigestTable(): DigestTable {
  const parts = Array.from(
    { length: PARTS },
    (): Part => ({ words: new Uint32Array(FIRST_CAPACITY * WORDS), used: 0 }),
  );
  const partOf = (digest: Digest): Part => {
    const part = parts[digest.high % PARTS];
    if (part === undefined) throw new RangeError('a digest is made of two numbers from 0 to 2³² − 1');
    return part;
  };
  return {
    get: (digest) => {
      const { words } = partOf(digest);
      return words[placeOf(words, digest) + 2] ?? 0;
    },
    set: (digest, value) => {
      const part = partOf(digest);
      let at = placeOf(part.words, digest);
      if (part.words[at + 2] === 0) {
        if ((part.used + 1) * WORDS * 5 > part.words.length * 4) {
          part.words = grown(part.words);
          at = placeOf(part.words, digest);
        }
        part.used += 1;
      }
      part.words[at] = digest.high;
      part.words[at + 1] = digest.low;
      part.words[at + 2] = value;
    },
  };
}
