import * as z from 'zod/mini';
import { UsageError } from '../../errors.js';
import { printable } from '../../shared/printable.js';
import { issueMessage } from '../../shared/zod-issues.js';

/**
 * An argument as its schema has it.
 * @throws {UsageError} `INVALID_ARGUMENT` naming the argument, what was expected, and what was found
 */
export function requireArgument<T extends z.core.$ZodType>(schema: T, value: unknown, name: string): z.output<T> {
  const parsed = z.safeParse(schema, value, { error: issueMessage });
  if (parsed.success) return parsed.data;
  const expected = parsed.error.issues.map(({ message }) => message).join('; ');
  throw new UsageError(`<${name}> is ${JSON.stringify(printable(String(value), 80))}: ${expected}`, {
    code: 'INVALID_ARGUMENT',
    hint: 'Nothing was sent. See --help.',
  });
}
