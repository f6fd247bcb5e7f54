import { isUtf8 } from 'node:buffer';
import type * as z from 'zod/mini';
import { type CreateOrderRequest, createOrderRequest, type openid } from '../../insurance/schema.js';
import { messageOf } from '../../shared/message-of.js';
import { issueMessage, issueText } from '../../shared/zod-issues.js';
import { ERROR_CODES, invalidRequest, parameterError } from './error-responses.js';
import type { SandboxResponse } from './response-writer.js';

const REQUEST = createOrderRequest(true);

const parseJson = (body: Buffer): { ok: true; value: unknown } | { ok: false; issue: string } => {
  if (body.length === 0) return { ok: false, issue: 'the body is empty' };
  if (!isUtf8(body)) return { ok: false, issue: 'the body is not UTF-8' };
  try {
    const value: unknown = JSON.parse(body.toString('utf8'));
    return { ok: true, value };
  } catch (error) {
    return { ok: false, issue: messageOf(error) };
  }
};

const valueAt = (value: unknown, key: PropertyKey | undefined): unknown =>
  typeof value === 'object' && value !== null && key !== undefined && Object.hasOwn(value, key)
    ? Reflect.get(value, key)
    : undefined;

const LENGTH_ISSUES: readonly string[] = ['too_big', 'too_small'];

/** One refusal for many issues, as WeChat Pay responses; an unknown field goes first, being why another one is missing. */
const refuseBody = (body: unknown, issues: readonly z.core.$ZodIssue[]): SandboxResponse => {
  for (const issue of issues) {
    const [key] = issue.code === 'unrecognized_keys' ? issue.keys : [];
    if (key === undefined) continue;
    return parameterError(
      {
        field: `/${key}`,
        value: valueAt(body, key),
        issue: '参数中含有非法的额外参数: unknown field',
        location: 'body',
      },
      ERROR_CODES.UNKNOWN_FIELD,
    );
  }
  const [first] = issues;
  const code = LENGTH_ISSUES.includes(first?.code ?? '') ? ERROR_CODES.OUT_OF_RANGE : ERROR_CODES.ILLEGAL_PARAMETER;
  return parameterError(
    {
      field: `/${first?.path.map(String).join('/') ?? ''}`,
      value: valueAt(body, first?.path[0]),
      issue: first ? issueText(first).en : 'invalid',
      location: 'body',
    },
    code,
  );
};

/** Characters of more than three bytes in UTF-8. */
const FOUR_BYTES = /[\u{10000}-\u{10FFFF}]/u;

const breaksBasicRules = (value: unknown): string | undefined => {
  if (value === null) return 'null is not allowed: leave the field out';
  return typeof value === 'string' && FOUR_BYTES.test(value)
    ? 'only characters of one to three bytes in UTF-8 are allowed: no emoji'
    : undefined;
};

/** The rules for every body (基本规则): no null, and UTF-8 of one to three bytes a character. */
const checkBasicRules = (body: unknown): SandboxResponse | undefined => {
  if (typeof body !== 'object' || body === null) return undefined;
  for (const [key, value] of Object.entries(body)) {
    const issue = breaksBasicRules(value);
    if (issue !== undefined) return parameterError({ field: `/${key}`, value, issue, location: 'body' });
  }
  return undefined;
};

/** The order that a raw body asks for, or the refusal of it. */
export function readOrderRequest(body: Buffer): { request: CreateOrderRequest } | { refusal: SandboxResponse } {
  const json = parseJson(body);
  if (!json.ok) {
    const detail = { field: '/', issue: json.issue, location: 'body' } as const;
    return { refusal: invalidRequest('请求体不是合法的JSON', detail) };
  }
  const basic = checkBasicRules(json.value);
  if (basic) return { refusal: basic };
  const parsed = REQUEST.safeParse(json.value, { error: issueMessage });
  return parsed.success ? { request: parsed.data } : { refusal: refuseBody(json.value, parsed.error.issues) };
}

/** The refusal of a value in a path; `undefined` for a valid one. */
export function checkPathValue(schema: typeof openid, field: string, value: string): SandboxResponse | undefined {
  const issue = schema.safeParse(value, { error: issueMessage }).error?.issues[0];
  return issue && parameterError({ field, value, issue: issueText(issue).en, location: 'path' });
}

/** The fields in which a request differs from the one that made the order. */
export function changedFields(first: CreateOrderRequest, again: CreateOrderRequest): string[] {
  return Object.keys(REQUEST.shape).filter((name) => valueAt(first, name) !== valueAt(again, name));
}
