import * as z from 'zod/mini';
import { UsageError } from '../../errors.js';
import { printable } from '../../shared/printable.js';
import { joinWordings } from '../../shared/text.js';
import { issueMessage, listIssues } from '../../shared/zod-issues.js';
import { sayCall } from '../../texts/calls.js';
import { sayUsage } from '../../texts/usage.js';

/**
 * An argument as its schema has it.
 * @throws {UsageError} `INVALID_ARGUMENT` naming the argument, what was expected, and what was found
 */
export function requireArgument<T extends z.core.$ZodType>(schema: T, value: unknown, name: string): z.output<T> {
  const parsed = z.safeParse(schema, value, { error: issueMessage });
  if (parsed.success) return parsed.data;
  const problem = joinWordings(
    listIssues(parsed.error).map(({ message }) => message),
    { zh: '；', en: '; ' },
  );
  const found = JSON.stringify(printable(String(value), 80));
  throw new UsageError(sayUsage('invalidArgument', name, found, problem), {
    code: 'INVALID_ARGUMENT',
    hint: sayCall('nothingSent'),
  });
}
