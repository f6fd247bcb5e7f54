import type { Option } from '@commander-js/extra-typings';
import { UsageError } from '../../errors.js';
import { printable } from '../../shared/printable.js';

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

/** A word that reads as an option, in quotes; of any other one, which may be a key that begins with hyphens, its length. */
const quoteOption = (word: string): string =>
  /^--?[\w-]{0,40}(?:=.{0,40})?$/.test(word) && !word.startsWith('---')
    ? `${JSON.stringify(printable(word, 80))}, which looks like an option`
    : `${word.length} characters that begin like an option`;

const noValue = (name: string, found: string | undefined): UsageError =>
  new UsageError(
    found === undefined || found === ''
      ? `${name}: expected a value, found an empty one`
      : `${name}: expected a value, found ${quoteOption(found)}`,
    {
      code: 'MISSING_VALUE',
      hint: `Nothing was sent. Is a shell variable unset? A value that begins like an option is written ${name}=VALUE.`,
    },
  );

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
  const place = before?.startsWith('-') ? `the word behind ${printable(before, 80)}` : `word ${at + 1}`;
  throw new UsageError(`${place} is not valid UTF-8: ${JSON.stringify(printable(argv[at] ?? '', 80))}`, {
    code: 'BAD_ENCODING',
    hint: 'Nothing was sent. Set a UTF-8 locale, or convert the value: iconv -f GB18030 -t UTF-8.',
  });
}
