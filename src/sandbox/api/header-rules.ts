import { invalidRequest } from './error-responses.js';
import type { SandboxRequest } from './read-request.js';
import type { SandboxResponse } from './response-writer.js';

const mediaType = (value: string): string => (value.split(';')[0] ?? '').trim().toLowerCase();

const JSON_RANGES: readonly string[] = ['application/json', 'application/*', '*/*'];

const acceptsJson = (accept: string): boolean =>
  accept
    .split(',')
    .some((range) => JSON_RANGES.includes(mediaType(range)) && !/;\s*q=0(?:\.0*)?\s*(?:;|$)/i.test(range));

/**
 * The rules of APIv3 (基本规则) for the other headers: `Accept` must allow JSON, `User-Agent` must not be empty, and a body must
 * be declared as JSON. Charsets, long lists and a `Content-Type` without a body are fine.
 * @returns the 400 to answer with, or `undefined`
 */
export function checkHeaders({ headers, body }: SandboxRequest): SandboxResponse | undefined {
  const refuse = (field: string, value: string | undefined, expected: string): SandboxResponse =>
    invalidRequest('Http头缺少Accept、User-Agent，或Content-Type有误', {
      field,
      ...(value !== undefined && { value }),
      issue: value
        ? `${field} is ${JSON.stringify(value)}, expected ${expected}`
        : `${field} is missing, expected ${expected}`,
      location: 'header',
    });

  const { accept, 'user-agent': userAgent, 'content-type': contentType } = headers;
  if (!acceptsJson(accept ?? '')) return refuse('Accept', accept, 'application/json');
  if (!userAgent?.trim()) return refuse('User-Agent', userAgent, 'the name of the client');
  if (body.length > 0 && mediaType(contentType ?? '') !== 'application/json') {
    return refuse('Content-Type', contentType, 'application/json');
  }
  return undefined;
}
