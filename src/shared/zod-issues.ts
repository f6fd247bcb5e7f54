import type * as z from 'zod/mini';
import en from 'zod/v4/locales/en.js';

/** One thing that is wrong with a value: where, and what was expected and found. */
export interface Issue {
  /** Keys joined with dots; empty for the value itself. */
  path: string;
  message: string;
}

const { localeError } = en();

/**
 * The messages of zod's English locale, for `safeParse(value, { error: issueMessage })`: without it, zod/mini says no
 * more than "Invalid input".
 */
export const issueMessage: z.core.$ZodErrorMap = (issue) => {
  if (issue.code === 'invalid_type' && issue.input === undefined) return 'it is required';
  const message = localeError(issue);
  return typeof message === 'string' ? message.replace(/^Invalid input: /, '') : message;
};

/** What zod found wrong, flattened; an unknown key is an issue of its own, with its path. */
export function listIssues(error: z.core.$ZodError): Issue[] {
  return error.issues.flatMap((issue) => {
    const path = issue.path.join('.');
    if (issue.code !== 'unrecognized_keys') return [{ path, message: issue.message }];
    return issue.keys.map((key) => ({ path: [...issue.path, key].join('.'), message: 'unknown name' }));
  });
}
