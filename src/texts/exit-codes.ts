import type { Text } from '../shared/text.js';
import { exitCodes as en } from './en/exit-codes.js';
import { exitCodes as zh } from './zh/exit-codes.js';

/** A code that the command ends with. */
export type ExitCode = keyof typeof en;

/** What an exit code means, and what to do about it; nothing is to be done after success. */
export interface ExitMeaning {
  code: ExitCode;
  meaning: Text;
  whatToDo: Text | undefined;
}

const tables: { readonly en: typeof en; readonly zh: Readonly<Record<ExitCode, (typeof en)[ExitCode]>> } = { en, zh };

const meaningOf = (code: ExitCode): ExitMeaning => {
  const whatToDo = { en: tables.en[code].whatToDo, zh: tables.zh[code].whatToDo };
  return {
    code,
    meaning: { en: tables.en[code].meaning, zh: tables.zh[code].meaning },
    whatToDo: whatToDo.en === '' ? undefined : whatToDo,
  };
};

/** Every exit code, in order: README, help and `explain` are made of it or compared with it. */
export const EXIT_MEANINGS: readonly ExitMeaning[] = ([0, 1, 2, 3, 4, 5, 6, 7, 130, 143] as const).map(meaningOf);
