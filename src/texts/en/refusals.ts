import type { Text } from '../../shared/text.js';

/** Why the sandbox refused a request, in a few words for its log. */
export const refusals = {
  detail: (field: string | undefined, issue: string | undefined, message: string) =>
    field === undefined || issue === undefined ? (issue ?? message) : `${field}: ${issue}`,
  bodyTooLong: (limit: number) => `the body is longer than ${limit} bytes`,
  unexpected: (field: string, found: string, expected: string) => `${field} is ${found}, expected ${expected}`,
  notSeconds: (found: string) => `timestamp is ${found}, expected Unix seconds`,
  clock: (seconds: number, allowed: number) =>
    `timestamp is ${Math.abs(seconds)} s ${seconds < 0 ? 'behind' : 'ahead of'} this server's clock, at most ${allowed} s are allowed`,
  nonceUsed: (nonce: string) => `nonce_str ${nonce} was used before: sign every attempt anew`,
  badAuthorization: (problem: string) => problem,
  otherKey: () => 'not signed with the private key of this merchant',
  otherDigest: (algorithm: string) => `signed with ${algorithm}, expected SHA-256`,
  differs: () => 'message differs from what was signed',
  bodyDiffers: (signed: Text) => `body differs from what was signed: ${signed.en}`,
  pathDiffers: (signed: Text) => `path differs from what was signed: ${signed.en}`,
  messageDiffers: (signed: Text) => `message differs from what was signed: ${signed.en}`,
  emptyBody: () => 'an empty body',
  bodyWithoutBreak: () => 'the body without its last line break',
  bodyWithBreak: () => 'the body and a line break',
  serialized: () => 'the same JSON, serialized in another way',
  sorted: () => 'the same JSON, its keys sorted',
  noQuery: () => 'the path without its query',
  notEncoded: () => 'the path before it was percent-encoded',
  encodedOtherwise: () => 'the path encoded in another way',
  wholeUrl: () => 'the whole URL instead of the path',
  noSlash: () => 'the path without its first slash',
  noEnd: () => 'no line break at the end',
  windowsBreaks: () => 'line breaks \\r\\n instead of \\n',
  writtenOut: () => 'a backslash and an n instead of a line break',
  lowerCase: () => 'the method in lower case',
};
