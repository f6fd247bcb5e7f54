import type { Option } from '@commander-js/extra-typings';
import { UsageError } from '../../errors.js';
import { printable } from '../../shared/printable.js';
import type { Text } from '../../shared/text.js';
import { sayUsage } from '../../texts/usage.js';

type Declared = Pick<Option, 'short' | 'long' | 'required'>;

/**
 * Whether a word is one or more known short options, such as `-q`, `-qv` or `-ojson`. A value may begin with a hyphen,
 * as an order number can, as long as it does not read as options.
 */
const isShortOption = (word: string, options: readonly Declared[]): boolean => {
  if (!/^-[^-]/.test(word)) return false;
  const option = options.find(({ short }) => short === word.slice(0, 2));
  if (option === undefined) return false;
  return option.required || word.length === 2 || isShortOption(`-${word.slice(2)}`, options);
};

/** Names a word that reads as an option; of any other one, which may be a key that begins with hyphens, its length. */
const notAValue = (name: string, word: string): Text =>
  /^--?[\w-]{0,40}(?:=.{0,40})?$/.test(word) && !word.startsWith('---')
    ? sayUsage('optionAsValue', name, JSON.stringify(printable(word, 80)))
    : sayUsage('hiddenOption', name, word.length);

const noValue = (name: string, found: string | undefined): UsageError =>
  new UsageError(found === undefined || found === '' ? sayUsage('emptyValue', name) : notAValue(name, found), {
    code: 'MISSING_VALUE',
    hint: sayUsage('valueHint', name),
  });

/** The option with a required value whose value is the next word: `--id`, `-o`, `-qo`. */
const takerOf = (word: string, options: readonly Declared[]): Declared | undefined => {
  if (word.startsWith('--')) return options.find(({ long, required }) => long === word && required);
  const option = options.find(({ short }) => short === word.slice(0, 2));
  if (!/^-[^-]/.test(word) || option === undefined) return undefined;
  if (word.length > 2) return option.required ? undefined : takerOf(`-${word.slice(2)}`, options);
  return option.required ? option : undefined;
};

/**
 * Refuses a call in which an option has swallowed the next one, or has an empty value: that is how an unset shell
 * variable looks, and `batch --id $ID --dry-run` would issue every row. Commander takes any word as a value.
 * @param options those of the command and the global ones
 * @throws {UsageError} `MISSING_VALUE` naming the option
 */
export function requireValues(argv: readonly string[], options: readonly Declared[]): void {
  const end = argv.indexOf('--');
  const words = end < 0 ? argv : argv.slice(0, end);
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at] ?? '';
    const [name = '', ...attached] = word.split('=');
    if (
      attached.length > 0 &&
      attached.join('') === '' &&
      options.some(({ long, required }) => long === name && required)
    )
      throw noValue(name, '');
    const taker = takerOf(word, options);
    if (taker === undefined) continue;
    at += 1;
    const value = argv[at];
    const looksLikeOption = value?.startsWith('--') || isShortOption(value ?? '', options);
    // A value that is not there at all is commander's to tell.
    if (value === '' || (value !== undefined && looksLikeOption)) throw noValue(taker.long ?? word, value);
  }
}

/**
 * Refuses words that were not UTF-8: Node replaces such bytes by U+FFFD, and an order would be issued to somebody else.
 * @throws {UsageError} `BAD_ENCODING` with the place of the word
 */
export function requireUtf8(argv: readonly string[]): void {
  const at = argv.findIndex((word) => word.includes('\uFFFD'));
  if (at < 0) return;
  const before = argv[at - 1];
  const found = JSON.stringify(printable(argv[at] ?? '', 80));
  const message = before?.startsWith('-')
    ? sayUsage('notUtf8Behind', printable(before, 80), found)
    : sayUsage('notUtf8', at + 1, found);
  throw new UsageError(message, { code: 'BAD_ENCODING', hint: sayUsage('notUtf8Hint') });
}
