import { type ErrorObject, WechatPayError } from '../../errors.js';
import { messageOf } from '../../shared/message-of.js';
import { printable, printableLines, toPrintableJson } from '../../shared/printable.js';
import { redactKeys } from '../../shared/redact.js';
import { joinWordings, type Language, type Wording } from '../../shared/text.js';
import { sayReport } from '../../texts/report.js';
import { EXIT_CODES } from '../exit-codes.js';
import type { World } from '../world.js';
import { createColors, wantsColor } from './colors.js';
import { describeError, type FailedCall } from './hints.js';

/** What decides how an error is told. */
export interface ReportSetup {
  world: World;
  /** As one JSON object, for programs. */
  machine: boolean;
  language: Language;
  /** With the stack and the causes. */
  debug: boolean;
  /** `--no-color` gives false. */
  color: boolean | undefined;
  /** Names the order in errors that do not know it. */
  outOrderNo: string | undefined;
  /** What was called, for commands in hints. */
  call: FailedCall;
  /** What is to be said of unfinished work when the error says nothing of it, because it is a bug. */
  note: Wording | undefined;
}

/** An error that nobody threw on purpose, as the object that is printed. Its message may be anything, but no secret is near. */
const internalError = (error: unknown, note: Wording | undefined, language: Language): ErrorObject => ({
  type: 'internal',
  code: 'INTERNAL',
  message: sayReport('bug', messageOf(error))[language],
  hint: joinWordings([note, sayReport('reportBug')], { en: '. ', zh: '。' })[language],
});

/** A message may be a list of problems, one a line. */
const lines = (message: string): string =>
  message
    .split('\n')
    .map((line) => printable(line, 2000))
    .join('\n  ');

/** The message of an error, and that of its cause where the message repeats it: each is easier to read alone. */
const splitMessage = (message: string, error: unknown, language: Language): [message: string, cause?: string] => {
  if (!(error instanceof WechatPayError && error.cause instanceof WechatPayError)) return [message];
  const cause = redactKeys(error.cause.texts.message[language]);
  const [before, after, ...more] = message.split(`${language === 'zh' ? '：' : ': '}${cause}`);
  return before === undefined || after === undefined || more.length > 0 ? [message] : [`${before}${after}`, cause];
};

/** A stack with paths as in the package, whatever the folder it is installed in is called. */
const inPackage = (stack: string): string =>
  stack.replace(/(?<=\(|\bat |\basync )(?:file:\/\/)?(?:[A-Za-z]:)?[\\/][^()\n]*?[\\/]dist[\\/]cli[\\/]/g, 'dist/cli/');

const causes = (error: unknown): string => {
  const lines: string[] = [];
  for (let at = error; at instanceof Error && lines.length < 8; at = at.cause)
    lines.push(inPackage(at.stack ?? at.message));
  return lines.join('\ncaused by: ');
};

/**
 * Tells an error on stderr, as text or as one JSON object, and answers the exit code for it.
 * A known error is told in full without a stack; an unknown one says that it is a bug.
 */
export async function reportError(
  error: unknown,
  { world, machine, language, debug, color, outOrderNo, call, note }: ReportSetup,
): Promise<number> {
  const known =
    error instanceof WechatPayError ? describeError(error, language, call) : internalError(error, note, language);
  const safe: ErrorObject = {
    ...known,
    message: redactKeys(known.message),
    ...(known.hint !== undefined && { hint: redactKeys(known.hint) }),
  };
  const told: ErrorObject =
    outOrderNo === undefined ? safe : { ...safe, out_order_no: safe.out_order_no ?? outOrderNo };
  const write = (text: string) => world.stderr.write(`${text}\n`);
  const label = (name: 'error' | 'cause' | 'hint' | 'code' | 'detail') => sayReport(name)[language];
  if (machine) {
    write(toPrintableJson({ error: told }));
  } else {
    const { red, dim } = await createColors(
      wantsColor({ option: color, env: world.env, isTerminal: world.stderr.isTTY === true }),
    );
    const [message, cause] = splitMessage(told.message, error, language);
    write(`${red(label('error'))}${lines(message)}`);
    if (cause !== undefined) write(`  ${dim(label('cause'))}${lines(cause)}`);
    if (told.hint !== undefined)
      write(`  ${dim(label('hint'))}${printableLines(told.hint).replaceAll('\n', '\n    ')}`);
    const facts = [
      printable(told.code, 64),
      told.status !== undefined && `HTTP ${told.status}`,
      told.request_id !== undefined && `Request-ID ${printable(told.request_id, 128)}`,
      told.out_order_no !== undefined &&
        !`${message} ${told.hint ?? ''}`.includes(told.out_order_no) &&
        `out_order_no ${printable(told.out_order_no, 128)}`,
      told.signed === false && sayReport('unsigned')[language],
    ];
    write(`  ${dim(label('code'))}${facts.filter((fact) => fact !== false).join(' · ')}`);
    if (told.detail !== undefined) write(`  ${dim(label('detail'))}${printable(JSON.stringify(told.detail), 2000)}`);
  }
  if (debug) write(printableLines(redactKeys(causes(error))));
  return EXIT_CODES[told.type];
}
