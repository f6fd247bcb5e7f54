import type { Text } from '../shared/text.js';
import { sayValue } from '../texts/values.js';

/**
 * Who may set a value, besides options, the environment and a file that the user named.
 * - `anyone`: also a file that was found by searching, which may belong to whoever wrote the folder.
 * - `own-key`: such a file only for a private key of its own, because a signature does not bind the host (see trust.ts).
 * - `named`: no such file.
 */
export type Trust = 'anyone' | 'own-key' | 'named';

/** Where a number must lie, and what it counts. */
export interface NumberRange {
  unit: Text;
  /** Smallest value. */
  from?: number;
  /** Smaller than every value. */
  above?: number;
  /** Largest value. */
  to: number;
  whole?: boolean;
}

/** What every setting says of itself. */
interface About {
  /** Environment variable. */
  env?: string;
  /** Option of the command line. */
  option?: string;
  /** Shown by no command and no message. */
  secret: boolean;
  /** One sentence, for help, README and the example file. */
  meaning: Text;
}

/** A value of the configuration. */
interface FileAbout extends About {
  /** Its key in a file: `insurance.notifyUrl`. */
  key: string;
  trust: Trust;
  /** Values of the example file and the documents, which are nobody's own; of a URL, the domain. */
  placeholders?: readonly string[];
}

/** One entry of the table. */
export type Setting =
  | (FileAbout & { kind: 'text'; default?: string; check?: (value: string) => Text | undefined })
  | (FileAbout & { kind: 'choice'; choices: readonly string[]; default?: string })
  /** A path, a PEM, or its base64. */
  | (FileAbout & { kind: 'key' })
  | (FileAbout & { kind: 'number'; range: NumberRange; default?: number })
  | (FileAbout & { kind: 'boolean'; default?: boolean; env?: never })
  /** Key id → path or PEM. */
  | (FileAbout & { kind: 'keys'; env?: never })
  /** A program and its arguments; in the environment a JSON array of strings. */
  | (FileAbout & { kind: 'command' })
  /** No value of a file: it says where the file is, or belongs to one command. */
  | (About & { kind: 'variable'; env: string; key?: never });

/** What is wrong with a merchant number, in one phrase; `undefined` when nothing is. */
export function checkMchid(value: string): Text | undefined {
  return /^\d{8,10}$/.test(value.trim()) ? undefined : sayValue('mchid');
}

/** What is wrong with a program and its arguments, in one phrase; `undefined` when nothing is. */
export function checkCommand(value: unknown): Text | undefined {
  const isCommand =
    Array.isArray(value) &&
    value.every((word) => typeof word === 'string' && !word.includes('\0')) &&
    String(value[0] ?? '').trim() !== '';
  return isCommand ? undefined : sayValue('command');
}

/** What is wrong with a value that must be one of a few, in one phrase; `undefined` when nothing is. */
export function checkChoice(value: string, choices: readonly string[]): Text | undefined {
  return choices.includes(value) ? undefined : sayValue('choice', choices.join(', '));
}

/** What is wrong with a number, in one phrase; `undefined` when nothing is. The same for options, variables and files. */
export function checkNumber(value: number, { unit, from, above, to, whole = false }: NumberRange): Text | undefined {
  const low = above ?? from ?? 0;
  const inside = (above === undefined ? value >= low : value > low) && value <= to;
  if (inside && (!whole || Number.isInteger(value))) return undefined;
  return sayValue('range', { unit, whole, from: low, above: above !== undefined, to });
}

/** The number that a text is in decimal notation; `NaN`, which no range holds, for anything else. */
export function readNumber(text: string): number {
  return /^\s*[-+]?(?:\d+\.?\d*|\.\d+)\s*$/.test(text) ? Number(text) : Number.NaN;
}
