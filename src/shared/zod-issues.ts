import * as z from 'zod/mini';
import { sayIssue } from '../texts/issues.js';
import { type Text, toText } from './text.js';

/** One thing that is wrong with a value: where, and what was expected and found. */
export interface Issue {
  /** Keys joined with dots; empty for the value itself. */
  path: string;
  message: Text;
  /** Whether the schema knows no field of this name. */
  isUnknown: boolean;
  /** Whether a required field is missing. */
  isMissing: boolean;
}

/** Zod carries a message as a string: a text goes through as JSON, which `issueText` and `listIssues` read back. */
export function asMessage(text: Text): string {
  return JSON.stringify({ zh: text.zh, en: text.en });
}

const packed = z.object({ zh: z.string(), en: z.string() });

/** What an issue says, in every language. */
export function issueText({ message }: Pick<z.core.$ZodIssue, 'message'>): Text {
  if (!message.startsWith('{')) return toText(message);
  return packed.safeParse(JSON.parse(message)).data ?? toText(message);
}

/**
 * A check of a schema by a function that says what is wrong.
 * @param problemOf one phrase; `undefined` when nothing is wrong
 */
export function checkedBy<T>(problemOf: (value: T) => Text | undefined) {
  return z.check<T>((payload) => {
    const problem = problemOf(payload.value);
    if (problem !== undefined)
      payload.issues.push({ code: 'custom', input: payload.value, message: asMessage(problem) });
  });
}

const typeNameOf = (value: unknown): string => {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  return value instanceof Date ? 'date' : typeof value;
};

const lengthOf = (value: unknown): string => (typeof value === 'string' ? String(value.length) : typeNameOf(value));

const textOf = (issue: z.core.$ZodRawIssue): Text => {
  switch (issue.code) {
    case 'invalid_type':
      return issue.input === undefined
        ? sayIssue('required')
        : sayIssue('type', String(issue.expected), typeNameOf(issue.input));
    case 'too_small':
      if (issue.origin !== 'string') return sayIssue('tooSmall', String(issue.minimum));
      return issue.minimum === 1
        ? sayIssue('empty')
        : sayIssue('tooShort', String(issue.minimum), lengthOf(issue.input));
    case 'too_big':
      return issue.origin === 'string'
        ? sayIssue('tooLong', String(issue.maximum), lengthOf(issue.input))
        : sayIssue('tooLarge', String(issue.maximum));
    case 'invalid_value':
      return sayIssue('choice', Array.isArray(issue.values) ? issue.values.join(', ') : '');
    case 'invalid_format':
      return sayIssue('format');
    case 'unrecognized_keys':
      return sayIssue('unknownName');
    default:
      return sayIssue('invalid');
  }
};

/**
 * The messages of schemas, for `safeParse(value, { error: issueMessage })`: without it, zod/mini says no more than
 * "Invalid input". They are read back by `issueText` and `listIssues`.
 */
export const issueMessage: z.core.$ZodErrorMap = (issue) => asMessage(textOf(issue));

const isMissing = ({ code, message }: z.core.$ZodIssue): boolean =>
  code === 'invalid_type' && message === asMessage(sayIssue('required'));

/** What zod found wrong, flattened; an unknown key is an issue of its own, with its path. */
export function listIssues(error: z.core.$ZodError): Issue[] {
  return error.issues.flatMap((issue): Issue[] => {
    const path = issue.path.join('.');
    if (issue.code !== 'unrecognized_keys')
      return [{ path, message: issueText(issue), isUnknown: false, isMissing: isMissing(issue) }];
    return issue.keys.map((key) => ({
      path: [...issue.path, key].join('.'),
      message: sayIssue('unknownName'),
      isUnknown: true,
      isMissing: false,
    }));
  });
}
