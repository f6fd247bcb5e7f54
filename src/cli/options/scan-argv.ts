import { Command, CommanderError } from '@commander-js/extra-typings';
import { SETTINGS } from '../../config/settings-table.js';
import type { Language } from '../../shared/text.js';
import { OUTPUT_NAMES, type OutputName } from '../output/names.js';
import { addGlobalOptions } from './global-options.js';

/** What has to be known of a call before it is parsed, and even if it can't be. */
export interface Scanned {
  /** The format that option or environment ask for; errors are told in JSON unless it is the table. */
  output: OutputName;
  language: Language | undefined;
  /** Whether errors are told with their stacks. */
  debug: boolean;
  /** `false` for `--no-color`. */
  color: boolean;
}

/**
 * Reads the global options out of a call that may be invalid elsewhere, as commander itself would, so that even its
 * error is told in the form and language that it asks for.
 */
export function scanArgv(argv: readonly string[], env: Readonly<Record<string, string | undefined>>): Scanned {
  const scanner = addGlobalOptions(new Command().exitOverride().configureOutput({ outputError: () => {} }), 'en');
  // Values are not checked here: an invalid one must not hide the options behind it.
  for (const option of scanner.options) delete option.parseArg;
  try {
    scanner.parseOptions([...argv]);
  } catch (error) {
    // An option without its value, which can only be the last word.
    if (!(error instanceof CommanderError)) throw error;
  }
  const { output = env[SETTINGS.output.env], lang, debug = false, color } = scanner.opts();
  return {
    output: OUTPUT_NAMES.find((name) => name === output) ?? 'table',
    language: lang === 'zh' || lang === 'en' ? lang : undefined,
    debug,
    color,
  };
}
