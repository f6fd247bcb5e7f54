import * as z from 'zod/mini';
import { requestIdCode } from '../../apiv3/error-codes.js';
import { UsageError } from '../../errors.js';
import { toPrintableJson } from '../../shared/printable.js';
import { suggestName } from '../../shared/suggest.js';
import { sayExplain } from '../../texts/explain.js';
import { sayCommandsHelp } from '../../texts/help-commands.js';
import { defineCommand } from '../command-module.js';
import { type Context, stdoutLook } from '../context.js';
import { printedAs } from '../help/schemas.js';
import { readInput } from '../input/read-input.js';
import { checkFieldName, ownFieldLines } from '../output/object.js';
import { type Explanation, findExplanation, KNOWN_CODES } from './explain/find-explanation.js';

/** What `--json` says of a code. */
const FIELDS = ['code', 'types', 'exit_codes', 'meaning', 'hint'] as const;

/** The error of a call, or a line of a batch's results, as far as it matters here. */
const failure = z.object({ error: z.object({ code: z.string(), request_id: z.optional(z.string()) }) });

const parseLine = (text: string): z.infer<typeof failure>['error'] | undefined => {
  try {
    return failure.safeParse(JSON.parse(text)).data?.error;
  } catch {
    return undefined;
  }
};

/** The error in what a call with `--json` has written to stderr: the whole of it, or one of its lines. */
const readError = (text: string): { code: string; request_id?: string | undefined } => {
  const found = [text, ...text.split('\n')].map(parseLine).find((error) => error !== undefined);
  if (found) return found;
  throw new UsageError(sayExplain('notAnError'), { code: 'BAD_DATA', hint: sayExplain('give') });
};

const explainWord = (word: string): Explanation => {
  const found = findExplanation(word);
  if (found) return found;
  const suggestion = suggestName(word, KNOWN_CODES);
  throw new UsageError(sayExplain('unknown', word, suggestion), { code: 'INVALID_ARGUMENT', hint: sayExplain('give') });
};

const explainInput = async ({ world }: Context): Promise<Explanation> => {
  const text = (await readInput('-', 'explain', world)).toString('utf8');
  const { code, request_id } = readError(text);
  const number = requestIdCode(request_id);
  // The number is the more precise one, unless the code is our own.
  const own = findExplanation(code);
  if (own && !own.kinds.includes('api')) return own;
  return (number === undefined ? undefined : findExplanation(number)) ?? own ?? explainWord(code);
};

const print = async ({ code, kinds, exitCodes, meaning, next }: Explanation, context: Context): Promise<void> => {
  const { language, output, io } = context;
  const object = { code, types: kinds, exit_codes: exitCodes, meaning: meaning[language], hint: next?.[language] };
  const field = ownFieldLines([{ ...object, hint: object.hint ?? '' }], context);
  if (field !== undefined) {
    io.data(field);
    return;
  }
  if (output !== 'table') {
    io.data(`${toPrintableJson(object, output === 'json' ? 2 : 0)}\n`);
    return;
  }
  const { renderTable } = await import('../output/table.js');
  const rows = [
    [sayExplain('code')[language], code],
    [sayExplain('kind')[language], kinds.join(', ')],
    [sayExplain('exitCode')[language], exitCodes.join(', ')],
    [sayExplain('meaning')[language], meaning[language]],
    [sayExplain('next')[language], next?.[language] ?? ''],
  ];
  const look = await stdoutLook(context);
  io.data(
    renderTable(
      [],
      rows.filter(([, value]) => value !== ''),
      { ...look, styles: ['dim'] },
    ),
  );
};

/** `wxpay explain`. */
export const command = defineCommand({
  configure: (command, language) => command.argument('<code>', sayCommandsHelp('code')[language]),
  help: {
    effect: 'local',
    examples: [
      { command: 'wxpay explain PARAM_ERROR', comment: sayCommandsHelp('explainCode') },
      { command: 'wxpay explain 268498688', comment: sayCommandsHelp('explainNumber') },
      { command: 'wxpay explain 5', comment: sayCommandsHelp('explainExit') },
      {
        command: 'wxpay insurance get none --sandbox --json 2>&1 | wxpay explain -',
        comment: sayCommandsHelp('explainPiped'),
      },
    ],
    output: printedAs('explanation'),
    values: { code: KNOWN_CODES },
  },
  run: async (context, [word]) => {
    checkFieldName(context, FIELDS);
    await print(word === '-' ? await explainInput(context) : explainWord(word), context);
  },
});
