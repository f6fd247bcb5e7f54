import { type Command, InvalidArgumentError, Option } from 'commander';
import { OUTPUT_NAMES } from './output/names.js';

/** Reads a number of seconds, fractions allowed. Throws commander's error for anything else. */
export function parseSeconds(text: string): number {
  const seconds = Number(text);
  if (text.trim() !== '' && Number.isFinite(seconds) && seconds > 0 && seconds <= 86_400) return seconds;
  throw new InvalidArgumentError('Expected a number of seconds above 0.');
}

/** Reads a whole number from 0. Throws commander's error for anything else. */
export function parseCount(text: string): number {
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('Expected a whole number from 0.');
}

/** Adds the global options to the program. */
export function addGlobalOptions(program: Command): Command {
  return program
    .option('-c, --config <file>', 'configuration file, instead of searching for one')
    .option('-p, --profile <name>', 'profile in the configuration file')
    .option('--sandbox', 'answer from the embedded sandbox; needs no configuration')
    .option('--base-url <url>', 'send to another host')
    .addOption(new Option('-o, --output <format>', 'how to print').choices(OUTPUT_NAMES))
    .option('--json', "the API's object as JSON; same as -o json")
    .option('--field <name>', 'print one field, raw')
    .option('--timeout <seconds>', 'limit of one attempt (default: 20)', parseSeconds)
    .option('--retries <n>', 'repeats after a failure (default: 3)', parseCount)
    .addOption(new Option('--lang <lang>', 'language of meanings and hints').choices(['zh', 'en']))
    .option('--no-color', 'no colours')
    .option('-q, --quiet', 'errors only')
    .option('-v, --verbose', 'what is sent and answered, on stderr')
    .option('--debug', 'like --verbose, and stacks of errors');
}
