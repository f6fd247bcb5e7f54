import { headerPairs } from './forward.js';

/** A request as it is kept. */
export interface SavedRequest {
  /** Path as it was asked for. */
  target: string;
  /** Names and values in turn, spelled as they were sent. */
  rawHeaders: readonly string[];
  body: Uint8Array;
}

/**
 * A request as one file: an HTTP/1.1 message, that is the head in lines that end with CRLF, an empty line, and the
 * body's bytes as received.
 */
export function formatSaved({ target, rawHeaders, body }: SavedRequest): Buffer {
  const lines = headerPairs(rawHeaders).map(([name, value]) => `${name}: ${value}\r\n`);
  // Node gives header bytes as Latin-1.
  return Buffer.concat([Buffer.from(`POST ${target} HTTP/1.1\r\n${lines.join('')}\r\n`, 'latin1'), body]);
}

/** The head's lines and the body's bytes of a file that `formatSaved` made; `undefined` for anything else. */
export function parseSaved(file: Buffer): { head: string; body: Buffer } | undefined {
  const text = file.toString('latin1');
  // An editor or git may have changed the line ends of the head.
  const [head, lines] = /^POST \S+ HTTP\/1\.[01]\r?\n((?:[^\r\n]+\r?\n)*)\r?\n/.exec(text) ?? [];
  if (head === undefined || lines === undefined) return undefined;
  return { head: lines, body: file.subarray(head.length) };
}
