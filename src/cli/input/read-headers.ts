import * as z from 'zod/mini';
import { UsageError } from '../../errors.js';
import { describeJsonProblem, readStrictJson } from '../../shared/strict-json.js';

/** Headers as they are verified: names as written, values by name. */
export type Headers = Record<string, string[]>;

const headerObject = z.record(z.string(), z.union([z.string(), z.number(), z.array(z.string())]));

const bad = (name: string, what: string): UsageError =>
  new UsageError(`${name}: ${what}`, {
    code: 'BAD_HEADERS',
    hint: 'Expected lines such as "Wechatpay-Serial: PUB_KEY_ID_…", or a JSON object of names and values.',
  });

const fromJson = (text: string, name: string): Headers => {
  const read = readStrictJson(text);
  if (!read.ok) throw bad(name, `looks like JSON but does not parse: ${describeJsonProblem(read.problem)}`);
  const parsed = z.safeParse(headerObject, read.value);
  if (!parsed.success) throw bad(name, 'the values of headers are texts, or lists of texts');
  return Object.fromEntries(Object.entries(parsed.data).map(([key, values]) => [key, [values].flat().map(String)]));
};

const fromLines = (text: string, name: string): Headers => {
  const headers = new Map<string, string[]>();
  for (const [at, line] of text.split(/\r?\n/).entries()) {
    // As curl -v and servers' logs show a head: marked, and with a first line that is no header.
    const plain = line.replace(/^[<>] /, '').trim();
    if (plain === '' || plain === '>' || plain === '<') continue;
    if (/^(?:HTTP\/[\d.]+ \d{3}\b|[A-Z]+ \S+ HTTP\/[\d.]+$)/.test(plain)) continue;
    const [, key, value] = /^([!#$%&'*+.^_`|~0-9A-Za-z-]+):\s*(.*)$/.exec(plain) ?? [];
    if (key === undefined || value === undefined) throw bad(name, `line ${at + 1} is no header`);
    headers.set(key, [...(headers.get(key) ?? []), value]);
  }
  return Object.fromEntries(headers);
};

/**
 * The headers in a text: lines `Name: value`, or a JSON object as frameworks log it.
 * @param name what the text is, for the message
 * @throws {UsageError} `BAD_HEADERS` naming the line
 */
export function readHeaders(text: string, name: string): Headers {
  const plain = text.replace(/^\uFEFF/, '').trim();
  return plain.startsWith('{') ? fromJson(plain, name) : fromLines(plain, name);
}
