import { SETTINGS } from '../config/settings-table.js';
import type { Language, Wording } from '../shared/text.js';
import type { GlobalOptions } from './options/global-options.js';
import { type Colors, createColors, wantsColor } from './output/colors.js';
import type { OutputName } from './output/names.js';
import type { Io, World } from './world.js';

/** What a command works with. */
export interface Context {
  /** The words after `wxpay`, as typed. */
  argv: readonly string[];
  world: World;
  io: Io;
  options: GlobalOptions;
  /** Prints the help of a command or a topic, by its words. */
  showHelp: (words: readonly string[]) => Promise<void>;
  /** Prints what may stand at the cursor, for the scripts of `wxpay completion`. */
  showCompletions: (words: readonly string[]) => Promise<void>;
  /** How to print. Starts from option and environment; the configuration file may change it. */
  output: OutputName;
  /** Language of meanings and hints; likewise. */
  language: Language;
  /** Whether the command only shows what it would send: then placeholders do no harm. */
  sendsNothing?: boolean;
  /** The order that the command is about, named in every error. */
  outOrderNo?: string;
  /** What to say of it when the run is stopped. */
  stoppedNote?: Wording;
  /**
   * What to do when the output is lost of a call that may have changed something: then it is a failure, even where only
   * the reader has gone away.
   */
  lostOutputHint?: Wording;
  /** The exit code of a run that ended without an error, if it is not 0. */
  exitCode?: number;
}

/** The language that option or environment ask for; English unless one says Chinese. */
export function chooseLanguage(option: Language | undefined, env: World['env']): Language {
  if (option) return option;
  const asked = env[SETTINGS.lang.env] || env['LC_ALL'] || env['LC_MESSAGES'] || env['LANG'] || '';
  return asked.toLowerCase().startsWith('zh') ? 'zh' : 'en';
}

/** Width of a terminal in columns; `undefined` for anything else, and for a terminal that does not say (it says 0). */
export function terminalWidth({ isTTY, columns }: { isTTY?: boolean; columns?: number }): number | undefined {
  return isTTY === true ? columns || undefined : undefined;
}

/** How tables on stdout look: colours, and the width of the terminal if it is one. */
export async function stdoutLook(context: Context): Promise<{ colors: Colors; width: number | undefined }> {
  return { colors: await stdoutColors(context), width: terminalWidth(context.world.stdout) };
}

/** Colours for stdout, as options, environment and terminal decide. */
export async function stdoutColors({ world, options }: Context): Promise<Colors> {
  const facts = { option: options.color, env: world.env, isTerminal: world.stdout.isTTY === true };
  return createColors(wantsColor(facts));
}
