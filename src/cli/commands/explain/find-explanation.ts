import { CODES, type CodeAdvice, findAdvice, NUMBERS, requestIdCode } from '../../../apiv3/error-codes.js';
import type { ErrorType } from '../../../error-codes.js';
import { ERROR_CODES, type ErrorCode } from '../../../error-codes.js';
import type { Text } from '../../../shared/text.js';
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

const EXITS: Readonly<Record<string, Pick<Explanation, 'meaning' | 'next' | 'kinds'>>> = {
  0: { meaning: sayExplain('exit0'), next: undefined, kinds: [] },
  1: { meaning: sayExplain('exit1'), next: sayExplain('nextOf', 'internal'), kinds: ['internal'] },
  2: { meaning: sayExplain('exit2'), next: sayExplain('nextOf', 'usage'), kinds: ['usage'] },
  3: { meaning: sayExplain('exit3'), next: sayExplain('nextOf', 'config'), kinds: ['config'] },
  4: { meaning: sayExplain('exit4'), next: sayExplain('nextOf', 'api'), kinds: ['api'] },
  5: { meaning: sayExplain('exit5'), next: sayExplain('nextOf', 'network'), kinds: ['network'] },
  6: { meaning: sayExplain('exit6'), next: sayExplain('nextOf', 'signature'), kinds: ['signature'] },
  7: { meaning: sayExplain('exit7'), next: sayExplain('nextResults'), kinds: [] },
  130: { meaning: sayExplain('exit130'), next: sayExplain('nextOf', 'network'), kinds: [] },
  143: { meaning: sayExplain('exit143'), next: sayExplain('nextOf', 'network'), kinds: [] },
};

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
  const exit = Object.hasOwn(EXITS, word) ? EXITS[word] : undefined;
  if (exit) return { code: word, exitCodes: [Number(word)], ...exit };
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
