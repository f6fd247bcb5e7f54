import { toPrintableJson } from '../../../../shared/printable.js';
import { inLanguage } from '../../../../shared/text.js';
import { sayCheck } from '../../../../texts/config-check.js';
import { type Context, stdoutLook } from '../../../context.js';
import { EXIT_CODES } from '../../../exit-codes.js';
import type { Check } from './check.js';

const MARKS = { ok: '✓', warn: '!', fail: '✗' } as const satisfies Record<Check['status'], string>;

const printTable = async (checks: readonly Check[], context: Context): Promise<void> => {
  const { renderTable } = await import('../../../output/table.js');
  const { language, io } = context;
  const rows = checks.flatMap(({ name, status, message, hint }) => [
    [MARKS[status], name, inLanguage(message, language)],
    ...(hint === undefined ? [] : inLanguage(hint, language).split('\n')).map((line) => ['', '', `→ ${line}`]),
  ]);
  io.data(renderTable([], rows, { ...(await stdoutLook(context)), styles: ['bold', 'bold'] }));
  const count = (status: Check['status']) => checks.filter((check) => check.status === status).length;
  const [ok, warn, fail] = [count('ok'), count('warn'), count('fail')];
  io.note(warn + fail === 0 ? sayCheck('passed', ok) : sayCheck('counts', fail, warn, ok));
};

/**
 * Prints checks to stdout, a line each or as one JSON object; the exit code is 3 when one has failed.
 * @param about what else the JSON object says
 */
export async function reportChecks(
  checks: readonly Check[],
  context: Context,
  about: Readonly<Record<string, string>> = {},
): Promise<void> {
  const ok = checks.every(({ status }) => status !== 'fail');
  if (context.output === 'table') {
    await printTable(checks, context);
  } else {
    const { language, output } = context;
    const listed = checks.map(({ name, status, message, hint }) => ({
      name,
      status,
      message: inLanguage(message, language),
      ...(hint !== undefined && { hint: inLanguage(hint, language) }),
    }));
    context.io.data(`${toPrintableJson({ ...about, ok, checks: listed }, output === 'json' ? 2 : 0)}\n`);
  }
  if (!ok) context.exitCode = EXIT_CODES.config;
}
