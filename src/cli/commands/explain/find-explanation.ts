import { CODES, type CodeAdvice, findAdvice, NUMBERS, requestIdCode } from '../../../apiv3/error-codes.js';
import { ERROR_CODES, ERROR_TYPES, type ErrorCode, type ErrorType } from '../../../error-codes.js';
import type { Text } from '../../../shared/text.js';
import { EXIT_MEANINGS } from '../../../texts/exit-codes.js';
import { meaningOfCode, sayExplain } from '../../../texts/explain.js';
import { EXIT_CODES } from '../../exit-codes.js';

/** What is known of a code. */
export interface Explanation {
  code: string;
  /** The kinds of error that carry it; the first is the usual one. */
  kinds: readonly ErrorType[];
  /** The exit codes that go with it. */
  exitCodes: readonly number[];
  meaning: Text;
  next: Text | undefined;
}

/** The kinds of error that end with an exit code. */
const kindsOf = (exitCode: number): ErrorType[] => ERROR_TYPES.filter((kind) => EXIT_CODES[kind] === exitCode);

const EXITS = new Map<string, Explanation>(
  EXIT_MEANINGS.map(({ code, meaning, whatToDo }) => [
    String(code),
    { code: String(code), exitCodes: [code], kinds: kindsOf(code), meaning, next: whatToDo },
  ]),
);

/** Codes of the system and of TLS that are common where the network fails. */
const SYSTEM: Readonly<Record<string, Text>> = {
  ECONNREFUSED: sayExplain('refused'),
  ECONNRESET: sayExplain('reset'),
  EPIPE: sayExplain('reset'),
  ENOTFOUND: sayExplain('lookup'),
  EAI_AGAIN: sayExplain('lookup'),
  EHOSTUNREACH: sayExplain('unreachable'),
  ENETUNREACH: sayExplain('unreachable'),
  ETIMEDOUT: sayExplain('unreachable'),
};

const isOwn = (code: string): code is ErrorCode => Object.hasOwn(ERROR_CODES, code);

const ownExplanation = (code: ErrorCode): Explanation => {
  const kinds = ERROR_CODES[code];
  return {
    code,
    kinds,
    exitCodes: kinds.map((kind) => EXIT_CODES[kind]),
    meaning: meaningOfCode(code),
    next: sayExplain('nextOf', kinds[0]),
  };
};

const networkExplanation = (code: string, meaning: Text): Explanation => ({
  code,
  kinds: ['network'],
  exitCodes: [EXIT_CODES.network],
  meaning,
  next: sayExplain('checkNetwork'),
});

const advised = (code: string, advice: CodeAdvice): Explanation => ({
  code,
  kinds: ['api'],
  exitCodes: [EXIT_CODES.api],
  meaning: { zh: advice.zh.meaning, en: advice.en.meaning },
  next: { zh: advice.zh.hint, en: advice.en.hint },
});

/** Everything that can be suggested for a word that is not known. */
export const KNOWN_CODES: readonly string[] = [
  ...Object.keys(ERROR_CODES),
  ...Object.keys(CODES),
  ...Object.keys(SYSTEM),
];

/**
 * What is known of a code, a number, a Request-ID or an exit code; letter case and hyphens of a code do not count.
 * `undefined` when nothing is.
 */
export function findExplanation(word: string): Explanation | undefined {
  const exit = EXITS.get(word);
  if (exit) return exit;
  const number = /^\d+$/.test(word) ? word : requestIdCode(word);
  const numbered = number !== undefined && Object.hasOwn(NUMBERS, number) ? NUMBERS[number] : undefined;
  if (number !== undefined && numbered) return advised(number, numbered);
  const code = word.toUpperCase().replaceAll('-', '_');
  if (isOwn(code)) return ownExplanation(code);
  const advice = findAdvice(code);
  if (advice) return advised(code, advice);
  const status = /^HTTP_(\d{3})$/.exec(code)?.[1];
  if (status !== undefined) return networkExplanation(code, sayExplain('http', status));
  const certificate = /CERT|SIGNED|ISSUER|VERIFY/.test(code) ? sayExplain('certificate') : undefined;
  const meaning = Object.hasOwn(SYSTEM, code) ? SYSTEM[code] : certificate;
  return meaning && networkExplanation(code, meaning);
}
