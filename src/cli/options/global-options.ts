import { type Command, Option } from '@commander-js/extra-typings';
import { SETTINGS, type SettingName } from '../../config/settings-table.js';
import type { Language } from '../../shared/text.js';
import { sayHelp } from '../../texts/help.js';
import { OUTPUT_NAMES } from '../output/names.js';
import { parseSetting } from './parsers.js';

/** Declares the options that every command takes. `--json` is another spelling of `-o json`; the last of them wins. */
export function addGlobalOptions(program: Command, language: Language) {
  const meaning = (name: SettingName) => SETTINGS[name].meaning[language];
  // The defaults are those of the settings, which file and environment set, too: commander only tells of them.
  const declared = program
    .option('-c, --config <file>', meaning('configFile'))
    .option('-p, --profile <name>', meaning('profile'))
    .option('--sandbox', sayHelp('optionSandbox')[language])
    .addOption(new Option('--base-url <url>', meaning('baseUrl')).default(undefined, SETTINGS.baseUrl.default))
    .addOption(
      new Option('-o, --output <format>', sayHelp('optionOutput')[language])
        .choices(OUTPUT_NAMES)
        .default(undefined, SETTINGS.output.default),
    )
    .option('--json', sayHelp('optionJson')[language])
    .option('--field <name>', sayHelp('optionField')[language])
    .addOption(
      new Option('--timeout <seconds>', meaning('timeout'))
        .argParser(parseSetting('timeout'))
        .default(undefined, String(SETTINGS.timeout.default)),
    )
    .addOption(
      new Option('--retries <n>', meaning('retries'))
        .argParser(parseSetting('retries'))
        .default(undefined, String(SETTINGS.retries.default)),
    )
    .addOption(
      new Option('--lang <lang>', sayHelp('optionLang')[language])
        .choices(SETTINGS.lang.choices)
        .default(undefined, sayHelp('langByDefault')[language]),
    )
    .option('--no-color', sayHelp('optionNoColor')[language])
    .option('-q, --quiet', sayHelp('optionQuiet')[language])
    .option('-v, --verbose', sayHelp('optionVerbose')[language])
    .option('--debug', sayHelp('optionDebug')[language]);
  return declared.on('option:json', () => declared.setOptionValueWithSource('output', 'json', 'cli'));
}

/** The global options as they were given. */
export type GlobalOptions = Partial<ReturnType<ReturnType<typeof addGlobalOptions>['opts']>>;
