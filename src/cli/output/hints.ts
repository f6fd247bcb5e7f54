import { SETTINGS } from '../../config/settings-table.js';
import { ERROR_CODES, type ErrorCode } from '../../error-codes.js';
import { type ErrorObject, NetworkError, SignatureError, type WechatPayError } from '../../errors.js';
import { CALLS } from '../../insurance/api.js';
import { shellQuote } from '../../shared/shell-quote.js';
import { joinWordings, type Language, type Text, verbatim } from '../../shared/text.js';
import { hintOfCode } from '../../texts/hints.js';
import type { GlobalOptions } from '../options/global-options.js';

/** The call that failed. */
export interface FailedCall {
  /** The words after `wxpay`. */
  argv: readonly string[];
  /** The command that shows the help of what was called. */
  help: string;
  /** The global options, once they are known. */
  options: GlobalOptions | undefined;
}

const NUMBER = '--out-order-no';

const commandOf = (words: readonly string[]): string => ['wxpay', ...words.map(shellQuote)].join(' ');

/** The options that decide where a call goes, as words. */
export const targetOptions = ({ config, profile, sandbox, baseUrl }: GlobalOptions = {}): string[] => [
  ...(config === undefined ? [] : ['--config', config]),
  ...(profile === undefined ? [] : ['--profile', profile]),
  ...(baseUrl === undefined ? [] : ['--base-url', baseUrl]),
  ...(sandbox ? ['--sandbox'] : []),
];

/** The call itself, with the number that it was given. */
const sameCall = ({ argv }: FailedCall, outOrderNo: string): string =>
  commandOf(argv.some((word) => word.split('=')[0] === NUMBER) ? argv : [...argv, NUMBER, outOrderNo]);

const readOrder = ({ options }: FailedCall, outOrderNo: string): string =>
  // Always quoted: what is copied by hand may be put into another line.
  [`wxpay insurance get '${outOrderNo}'`, ...targetOptions(options).map(shellQuote)].join(' ');

const readBody = ({ options }: FailedCall, outOrderNo: string): string => {
  const path = CALLS.getOrder.path.replace('{out_order_no}', encodeURIComponent(outOrderNo));
  return commandOf(['request', 'get', path, ...targetOptions(options)]);
};

type MakeCommand = (call: FailedCall, outOrderNo: string) => string;

/** The commands below the hint of an error that names an order, by its code. */
const ORDER_COMMANDS: Partial<Record<ErrorCode, MakeCommand>> = {
  ORDER_EXISTS_WITH_OTHER_PARAMETERS: readOrder,
  UNEXPECTED_RESPONSE: readBody,
};

const isOwn = (code: string): code is ErrorCode => Object.hasOwn(ERROR_CODES, code);

const commandsFor = (error: WechatPayError): readonly MakeCommand[] => {
  if (error.isCreate && error instanceof NetworkError) return [sameCall, readOrder];
  if (error.isCreate && error instanceof SignatureError) return [readOrder];
  const command = isOwn(error.code) ? ORDER_COMMANDS[error.code] : undefined;
  return command === undefined ? [] : [command];
};

/** Options of the library that hints of the lower layers name, and what the command line has for each. */
const OPTIONS = [['`ignoreTimestamp`', '--ignore-timestamp']] as const;

const withOptions = (hint: string): string =>
  OPTIONS.reduce((text, [library, option]) => text.replaceAll(library, option), hint);

const isSaid = (text: Text | undefined): boolean => text !== undefined && text.en !== '';

/** The line of a hint that names a file which was found by searching, with the path as a shell reads it. */
const NAMED_FILE = new RegExp(`^export ${SETTINGS.configFile.env}=(.+)$`, 'm');

/** Codes of calls that are not valid: what is said ends with the help of the command. */
const WITH_HELP: readonly string[] = ['USAGE', 'INVALID_ARGUMENT', 'INVALID_ORDER'] satisfies ErrorCode[];

/**
 * The hint of an error as the command line tells it: with options of the command instead of options of the library, and
 * with complete commands, each on a line of its own.
 * @param call without one no command is made of it, as for an error of one row among many
 */
export function commandHint(error: WechatPayError, call: FailedCall | undefined): Text | undefined {
  const { code } = error;
  const { hint } = error.texts;
  const file = code === 'UNTRUSTED_CONFIG' ? NAMED_FILE.exec(hint?.en ?? '')?.[1] : undefined;
  const named = hint && { zh: withOptions(hint.zh), en: withOptions(hint.en) };
  const needsHelp = WITH_HELP.includes(code);
  const added = (needsHelp || file !== undefined) && call === undefined ? undefined : hintOfCode(code);
  // A command ends its line.
  const separator = named?.en.includes('\n') ? '\n' : { zh: '', en: ' ' };
  const said = joinWordings([named, added].filter(isSaid), separator);
  const { outOrderNo = '' } = error;
  const made = call === undefined || outOrderNo === '' ? [] : commandsFor(error).map((make) => make(call, outOrderNo));
  const commands = [
    ...made,
    ...(needsHelp && call ? [call.help] : []),
    ...(code === 'CONFIRMATION_REQUIRED' && hint && call ? [commandOf([...call.argv, '--yes'])] : []),
    // Its path is quoted already.
    ...(file !== undefined && call ? [commandOf(call.argv).replace('wxpay', () => `wxpay --config ${file}`)] : []),
  ];
  const lines = joinWordings([said, ...commands.map(verbatim)].filter(isSaid), '\n');
  return isSaid(lines) ? lines : undefined;
}

/** An error of wxpay's own as the object that is printed, in a language; see `commandHint`. */
export function describeError(error: WechatPayError, language: Language, call?: FailedCall): ErrorObject {
  const { type, code, message, hint: _, ...facts } = error.toObject(language);
  const hint = commandHint(error, call)?.[language];
  return { type, code, message, ...(hint !== undefined && { hint }), ...facts };
}
