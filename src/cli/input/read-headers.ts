import * as z from 'zod/mini';
import { UsageError } from '../../errors.js';
import { describeJsonProblem, readStrictJson } from '../../shared/strict-json.js';
import type { Text } from '../../shared/text.js';
import { sayInput } from '../../texts/input.js';

/** Headers as they are verified: names as written, values by name. */
export type Headers = Record<string, string[]>;

const headerObject = z.record(z.string(), z.union([z.string(), z.number(), z.array(z.string())]));

const bad = (name: string, problem: Text): UsageError =>
  new UsageError(sayInput('headers', name, problem), { code: 'BAD_HEADERS', hint: sayInput('headersHint') });

const fromJson = (text: string, name: string): Headers => {
  const read = readStrictJson(text);
  if (!read.ok) throw bad(name, sayInput('headersJson', describeJsonProblem(read.problem)));
  const parsed = z.safeParse(headerObject, read.value);
  if (!parsed.success) throw bad(name, sayInput('headerValues'));
  return Object.fromEntries(Object.entries(parsed.data).map(([key, values]) => [key, [values].flat().map(String)]));
};

const fromLines = (text: string, name: string): Headers => {
  const headers = new Map<string, string[]>();
  for (const [at, line] of text.split(/\r?\n/).entries()) {
    // As curl -v and servers' logs show a head: marked, and with a first line that is not a header.
    const plain = line.replace(/^[<>] /, '').trim();
    if (plain === '' || plain === '>' || plain === '<') continue;
    if (/^(?:HTTP\/[\d.]+ \d{3}\b|[A-Z]+ \S+ HTTP\/[\d.]+$)/.test(plain)) continue;
    const [, key, value] = /^([!#$%&'*+.^_`|~0-9A-Za-z-]+):\s*(.*)$/.exec(plain) ?? [];
    if (key === undefined || value === undefined) throw bad(name, sayInput('headerLine', at + 1));
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
