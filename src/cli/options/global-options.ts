import { type Command, Option } from '@commander-js/extra-typings';
import { SETTINGS } from '../../config/settings-table.js';
import { OUTPUT_NAMES } from '../output/names.js';
import { parseSetting } from './parsers.js';

/** Declares the options that every command takes. `--json` is another spelling of `-o json`; the last of them wins. */
export function addGlobalOptions(program: Command) {
  const declared = program
    .option('-c, --config <file>', 'configuration file, instead of searching for one')
    .option('-p, --profile <name>', 'profile in the configuration file')
    .option('--sandbox', 'answer from the embedded sandbox; needs no configuration')
    .option('--base-url <url>', 'send to another host')
    .addOption(new Option('-o, --output <format>', 'output format').choices(OUTPUT_NAMES))
    .option('--json', "the API's object as JSON; same as -o json")
    .option('--field <name>', 'print one field, raw')
    .option(
      '--timeout <seconds>',
      `timeout per attempt (default: ${SETTINGS.timeout.default})`,
      parseSetting('timeout'),
    )
    .option('--retries <n>', `number of retries (default: ${SETTINGS.retries.default})`, parseSetting('retries'))
    .addOption(new Option('--lang <lang>', 'language of meanings and hints').choices(SETTINGS.lang.choices))
    .option('--no-color', 'no colours')
    .option('-q, --quiet', 'errors only')
    .option('-v, --verbose', 'log requests and responses on stderr')
    .option('--debug', 'like --verbose, and stacks of errors');
  return declared.on('option:json', () => declared.setOptionValueWithSource('output', 'json', 'cli'));
}

/** The global options as they were given. */
export type GlobalOptions = Partial<ReturnType<ReturnType<typeof addGlobalOptions>['opts']>>;
