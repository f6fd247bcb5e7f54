/** The encodings of an input, by the names of the Encoding Standard. */
export const ENCODINGS = ['utf-8', 'gb18030', 'utf-16le'] as const;

/** One encoding of an input. */
export type Encoding = (typeof ENCODINGS)[number];

/** What people call each. */
export const ENCODING_NAMES: Readonly<Record<Encoding, string>> = {
  'utf-8': 'UTF-8',
  gb18030: 'GB18030',
  'utf-16le': 'UTF-16LE',
};
