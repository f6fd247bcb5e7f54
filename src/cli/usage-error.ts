import type { CommanderError } from '@commander-js/extra-typings';
import { UsageError } from '../errors.js';
import { printable } from '../shared/printable.js';
import { type Text, verbatim } from '../shared/text.js';
import { sayUsage } from '../texts/usage.js';
import { sayValue } from '../texts/values.js';
import type { CommandNode } from './command-module.js';
import { COMMANDS } from './commands.js';
import { problemIn } from './options/invalid-value.js';

/** How to say a message of commander, by its code, with what its pattern finds. */
interface Translation {
  pattern: RegExp;
  say: (...found: string[]) => Text;
}

const NOTHING: Text = { zh: '', en: '' };

const suggested = (name: string | undefined): Text => (name ? sayValue('didYouMean', name) : NOTHING);

/** The long name of an option as commander shows it: `-o, --output <format>`. */
const nameOf = (flags: string): string => /--[\w-]+/.exec(flags)?.[0] ?? flags;

const quoted = (value: string): string => JSON.stringify(printable(value, 80));

const choices = (rest: string): Text => {
  const [, listed] = /Allowed choices are (.*)\./s.exec(rest) ?? [];
  if (listed !== undefined) return sayValue('choice', listed);
  return problemIn(rest) ?? (rest.trim() === '' ? sayUsage('notValid') : verbatim(rest.trim()));
};

const SUGGESTION = /(?:\n\(Did you mean (?:one of )?([^)]*)\?\))?/.source;

const TRANSLATIONS: Readonly<Record<string, readonly Translation[]>> = {
  'commander.unknownOption': [
    {
      pattern: new RegExp(`^unknown option '(.*?)'${SUGGESTION}$`, 's'),
      say: (option = '', name) => sayUsage('unknownOption', option, suggested(name)),
    },
  ],
  'commander.unknownCommand': [
    {
      pattern: new RegExp(`^unknown command '(.*?)'${SUGGESTION}$`, 's'),
      say: (command = '', name) => sayUsage('unknownCommand', command, suggested(name)),
    },
  ],
  'commander.missingArgument': [
    { pattern: /^missing required argument '(.*)'$/s, say: (name = '') => sayUsage('missingArgument', name) },
  ],
  'commander.optionMissingArgument': [
    { pattern: /^option '(.*)' argument missing$/s, say: (option = '') => sayUsage('missingValue', option) },
  ],
  'commander.missingMandatoryOptionValue': [
    { pattern: /^required option '(.*)' not specified$/s, say: (option = '') => sayUsage('missingOption', option) },
  ],
  'commander.conflictingOption': [
    {
      pattern: /^option '(.*)' cannot be used with option '(.*)'$/s,
      say: (one = '', other = '') => sayUsage('conflict', nameOf(one), nameOf(other)),
    },
  ],
  'commander.excessArguments': [
    {
      pattern: /Expected (\d+) arguments? but got (\d+)/,
      say: (expected = '', found = '') => sayUsage('tooMany', expected, found),
    },
  ],
  'commander.invalidArgument': [
    {
      pattern: /^option '(.*?)' argument '(.*)' is invalid\.(.*)$/s,
      say: (option = '', value = '', rest = '') =>
        sayUsage('invalidOption', nameOf(option), quoted(value), choices(rest)),
    },
    {
      pattern: /^command-argument value '(.*)' is invalid for argument '(.*?)'\.(.*)$/s,
      say: (value = '', name = '', rest = '') => sayUsage('invalidArgument', name, quoted(value), choices(rest)),
    },
  ],
};

const textOf = ({ code, message }: CommanderError): Text => {
  if (code === 'commander.help') return sayUsage('commandMissing');
  const plain = message.replace(/^error: /, '');
  for (const { pattern, say } of TRANSLATIONS[code] ?? []) {
    const found = pattern.exec(plain);
    if (found) return say(...found.slice(1));
  }
  return verbatim(plain);
};

/** The error for a call that commander refuses. */
export function usageError(error: CommanderError): UsageError {
  return new UsageError(textOf(error), { code: 'USAGE' });
}

/** The command that shows the help of what was called, as far as that is a command. */
export function helpCommand(argv: readonly string[]): string {
  const words: string[] = [];
  let nodes: Readonly<Record<string, CommandNode>> | undefined = COMMANDS;
  for (const word of argv) {
    const node: CommandNode | undefined = nodes && Object.hasOwn(nodes, word) ? nodes[word] : undefined;
    if (node === undefined) continue;
    words.push(word);
    nodes = node.children;
  }
  return ['wxpay', ...words, '--help'].join(' ');
}
