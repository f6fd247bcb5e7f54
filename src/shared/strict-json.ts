import { isUtf8 } from 'node:buffer';
import { sayJson } from '../texts/json.js';
import { printable } from './printable.js';
import type { Text } from './text.js';

/** How much a JSON text may hold. */
export interface JsonLimits {
  /** Arrays and objects within each other, the outermost being 1. Default: 100. */
  maxDepth?: number;
  /** Bytes; of a text that is a string already, UTF-16 code units. Default: 1 MiB. */
  maxLength?: number;
}

/** Why a text was refused. It quotes nothing of the text, which may hold a key, but the name of a repeated key. */
export interface JsonProblem {
  kind: 'syntax' | 'encoding' | 'duplicate-key' | 'depth' | 'length';
  /** A phrase for a message: `expected a comma or }`, `the key "openid" stands twice in one object`. */
  reason: Text;
  /** From 1. */
  line: number;
  /** From 1, in UTF-16 code units. */
  column: number;
  /** Of `duplicate-key`: the name, safe to print. */
  key?: string;
}

/** A value, or the problem of the text that was to hold it. */
export type JsonResult = { ok: true; value: unknown } | { ok: false; problem: JsonProblem };

/** A problem by its index in the text. */
type Found = Pick<JsonProblem, 'kind' | 'reason' | 'key'> & { offset: number };

/** No message of WeChat Pay and no configuration is deeper than five; what is checked further may still recurse. */
const DEFAULT_DEPTH = 100;

/** WeChat Pay takes and sends no message that long. */
const DEFAULT_LENGTH = 1024 * 1024;

const SCALAR = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y;
const FOUR_HEX = /[0-9a-fA-F]{4}/y;
const [QUOTE, BACKSLASH, LOWER_U] = [0x22, 0x5c, 0x75];

const isBlank = (code: number): boolean => code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09;

/** The index behind a string that begins at `start`; -1 for one that does not end, or holds what it may not. */
const endOfString = (text: string, start: number): number => {
  for (let at = start + 1; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) return at + 1;
    if (code < 0x20) return -1;
    if (code !== BACKSLASH) continue;
    at += 1;
    if (text.charCodeAt(at) === LOWER_U) {
      FOUR_HEX.lastIndex = at + 1;
      if (!FOUR_HEX.test(text)) return -1;
      at += 4;
    } else if (!'"\\/bfnrt'.includes(text.charAt(at) || ' ')) return -1;
  }
  return -1;
};

/**
 * The first problem of a text. `JSON.parse` cannot be asked: its messages quote the text and often lack the position,
 * and of a repeated key it keeps the last value without a word. Each character is looked at once.
 */
function findProblem(text: string, maxDepth: number): Found | undefined {
  let at = 0;
  let depth = 0;
  const syntax = (reason: Text): Found => ({ kind: 'syntax', offset: at, reason });
  const skipBlanks = () => {
    while (isBlank(text.charCodeAt(at))) at += 1;
  };
  const take = (mark: string): boolean => {
    skipBlanks();
    if (text[at] !== mark) return false;
    at += 1;
    return true;
  };
  /** The characters between the quotes; a problem where there is no string. */
  const takeString = (expected: Text): string | Found => {
    skipBlanks();
    if (text.charCodeAt(at) !== QUOTE) return syntax(expected);
    const start = at;
    const end = endOfString(text, start);
    if (end < 0) return syntax(sayJson('string'));
    at = end;
    return text.slice(start + 1, end - 1);
  };
  const takeList = (close: string, item: () => Found | undefined): Found | undefined => {
    const start = at - 1;
    depth += 1;
    if (depth > maxDepth) return { kind: 'depth', offset: start, reason: sayJson('depth', maxDepth) };
    if (!take(close)) {
      do {
        const problem = item();
        if (problem) return problem;
      } while (take(','));
      if (!take(close)) return syntax(sayJson('comma', close));
    }
    depth -= 1;
    return undefined;
  };
  const takeObject = (): Found | undefined => {
    const names = new Set<string>();
    return takeList('}', () => {
      skipBlanks();
      const offset = at;
      const raw = takeString(sayJson('name'));
      if (typeof raw !== 'string') return raw;
      const name: unknown = raw.includes('\\') ? JSON.parse(`"${raw}"`) : raw;
      if (typeof name !== 'string') return undefined;
      if (names.has(name)) {
        const key = printable(name, 64);
        return { kind: 'duplicate-key', offset, key, reason: sayJson('repeated', key) };
      }
      names.add(name);
      return take(':') ? takeValue() : syntax(sayJson('colon'));
    });
  };
  const takeValue = (): Found | undefined => {
    if (take('{')) return takeObject();
    if (take('[')) return takeList(']', takeValue);
    if (text.charCodeAt(at) === QUOTE) {
      const string = takeString(sayJson('value'));
      return typeof string === 'string' ? undefined : string;
    }
    SCALAR.lastIndex = at;
    if (!SCALAR.test(text)) return syntax(sayJson('value'));
    at = SCALAR.lastIndex;
    return undefined;
  };
  const problem = takeValue();
  if (problem) return problem;
  skipBlanks();
  return at < text.length ? syntax(sayJson('end')) : undefined;
}

const positionOf = (text: string, offset: number): Pick<JsonProblem, 'line' | 'column'> => {
  const before = text.slice(0, offset);
  return { line: before.split('\n').length, column: offset - before.lastIndexOf('\n') };
};

/** Where bytes stop being UTF-8: in the first line that is not UTF-8, at what a decoder has to replace. */
const findEncodingProblem = (bytes: Uint8Array): JsonProblem => {
  const reason = sayJson('encoding');
  for (let start = 0, line = 1; ; line += 1) {
    const newline = bytes.indexOf(0x0a, start);
    const slice = bytes.subarray(start, newline < 0 ? undefined : newline);
    if (newline < 0 || !isUtf8(slice)) {
      const column = Buffer.from(slice).toString('utf8').indexOf('\ufffd') + 1;
      return { kind: 'encoding', reason, line, column };
    }
    start = newline + 1;
  }
};

/**
 * Reads JSON (RFC 8259) as data from outside has to be read: a key that stands twice in one object is refused instead
 * of the last one winning, and so are nesting beyond `maxDepth`, a text beyond `maxLength` and bytes that are not
 * UTF-8. A byte order mark in front is passed over. Takes time in proportion to the length. Throws nothing.
 */
export function readStrictJson(
  source: string | Uint8Array,
  { maxDepth = DEFAULT_DEPTH, maxLength = DEFAULT_LENGTH }: JsonLimits = {},
): JsonResult {
  if (source.length > maxLength) {
    const reason = sayJson(typeof source === 'string' ? 'characters' : 'bytes', maxLength);
    return { ok: false, problem: { kind: 'length', reason, line: 1, column: 1 } };
  }
  if (typeof source !== 'string' && !isUtf8(source)) return { ok: false, problem: findEncodingProblem(source) };
  const decoded = typeof source === 'string' ? source : Buffer.from(source).toString('utf8');
  const text = decoded.startsWith('\ufeff') ? decoded.slice(1) : decoded;
  const found = findProblem(text, maxDepth);
  if (found) {
    const { offset, ...problem } = found;
    return { ok: false, problem: { ...problem, ...positionOf(text, offset) } };
  }
  return { ok: true, value: JSON.parse(text) };
}

/** A problem as messages show it: `line 2, column 7: expected a comma or }`. */
export function describeJsonProblem({ line, column, reason }: JsonProblem): Text {
  return sayJson('at', line, column, reason);
}
