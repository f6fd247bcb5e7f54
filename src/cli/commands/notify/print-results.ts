import * as z from 'zod/mini';
import type { HandlerResult } from '../../../sandbox/index.js';
import { printable, toPrintableJson } from '../../../shared/printable.js';
import type { Language, Text } from '../../../shared/text.js';
import { sayNotify } from '../../../texts/notify.js';
import { type Context, stdoutLook } from '../../context.js';
import { fieldLine } from '../../output/object.js';

/** What `--json` says of one variant. */
export const RESULT_SHAPE = z.object({
  variant: z.string(),
  id: z.string(),
  expected: z.string(),
  status: z.nullable(z.number()),
  body: z.string(),
  error: z.nullable(z.string()),
  verdict: z.string(),
  reason: z.nullable(z.string()),
  ms: z.number(),
}).shape satisfies Record<keyof HandlerResult, unknown>;

const COLUMNS = ['variant', 'expected', 'status', 'verdict', 'why'] as const;

/** What became of a variant, for people. */
export const VERDICTS = {
  passed: sayNotify('passed'),
  failed: sayNotify('failed'),
  'no response': sayNotify('noResponse'),
  skipped: sayNotify('skipped'),
} as const satisfies Record<HandlerResult['verdict'], Text>;

const FORGED = 'no 2xx';

/** Whether a variant is one that a handler must refuse. */
export const isForged = ({ expected }: HandlerResult): boolean => expected === FORGED;

/** What a handler is expected to respond with, for people. */
export const expectedText = (result: HandlerResult): Text => sayNotify(isForged(result) ? 'refused' : 'taken');

const excerpt = ({ body, reason }: HandlerResult, language: Language): string =>
  reason === null ? printable(body.replace(/\s+/g, ' ').trim(), 80) : printable(reason[language], 200);

const table = async (results: readonly HandlerResult[], context: Context): Promise<string> => {
  const { renderTable } = await import('../../output/table.js');
  const { language } = context;
  const cells = results.map((result) => [
    result.variant,
    expectedText(result)[language],
    String(result.status ?? '-'),
    VERDICTS[result.verdict][language],
    excerpt(result, language),
  ]);
  const head = COLUMNS.map((name) => sayNotify(name)[language]);
  return renderTable(head, cells, await stdoutLook(context));
};

/** A result as an object for programs. */
const plainResult = (result: HandlerResult, language: Language) => ({
  ...result,
  error: result.error?.[language] ?? null,
  reason: result.reason?.[language] ?? null,
});

/** Prints the results: one field of each, a table, or JSON. */
export async function printResults(
  told: readonly HandlerResult[],
  facts: { to: string; serial: string },
  context: Context,
): Promise<void> {
  const { io, output, language } = context;
  const results = told.map((result) => plainResult(result, language));
  const field = Object.keys(RESULT_SHAPE).find((name) => name === context.options.field);
  if (field !== undefined) {
    io.data(results.map((result) => fieldLine(String(Reflect.get(result, field) ?? ''), context.world)).join(''));
  } else if (output === 'table') io.data(await table(told, context));
  else if (output === 'json') io.data(`${toPrintableJson({ ...facts, results }, 2)}\n`);
  else io.data(results.map((result) => `${toPrintableJson(result)}\n`).join(''));
}
