import type { SettingName } from '../../config/settings-table.js';
import type { Language, Text, Wording } from '../../shared/text.js';
import type { ExitCode } from '../../texts/exit-codes.js';

/**
 * What a command does: `read` asks WeChat Pay, and may be repeated as often as one likes; `write` may change something
 * there, or at a handler; `local` stays on this machine.
 */
export type Effect = 'read' | 'write' | 'local';

/** A call to copy. */
export interface Example {
  command: string;
  /** What it is good for. */
  comment: Text;
}

/** A term, and what it means. */
export interface Item {
  term: string;
  meaning: Wording;
}

/** A part of a help page. */
export interface Section {
  title?: Text | undefined;
  /** Paragraphs, with an empty line between two. */
  text?: Text | undefined;
  items?: readonly Item[] | undefined;
  examples?: readonly Example[] | undefined;
}

/** A JSON Schema, draft 2020-12. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** Makes a JSON Schema when it is asked for: that loads more than a call needs. */
export type SchemaSource = (language: Language) => Promise<JsonSchema>;

/** What is told of a command beyond its arguments and options, which are declared to commander. */
export interface HelpFacts {
  effect: Effect;
  /** What is to be known beyond the summary, in paragraphs. */
  about?: Text;
  examples: readonly Example[];
  /** The codes that it can end with, beside 0 (done), 1 (a bug) and 2 (usage). */
  exitCodes?: readonly ExitCode[];
  /** What codes mean here, where that is more than the table of all codes says. */
  exitMeanings?: Readonly<Partial<Record<ExitCode, Text>>>;
  /** The settings that an option of this command sets. */
  settings?: readonly SettingName[];
  /** What follows the options. */
  notes?: readonly Section[];
  /** Values that options and arguments take beside others, by their long flag or name. */
  values?: Readonly<Record<string, readonly string[]>>;
  /** The object that is read. */
  input?: SchemaSource;
  /** The object that is printed with `--json`. */
  output?: SchemaSource;
}

/** The exit codes of a command that calls WeChat Pay. */
export const CALLING = [3, 4, 5, 6, 130, 143] as const;
