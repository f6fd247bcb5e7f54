import type { Text } from '../../shared/text.js';

/** What a run says of its requests, and labels of what it prints. */
export const run = {
  attempt: (attempt: number, call: string, serial: string) =>
    `> attempt ${attempt}: ${call} · signed with serial ${serial}`,
  proxy: (proxy: string) => `  through the proxy ${proxy}`,
  response: (status: number, ms: number, requestId: string | undefined, signedBy: string | undefined) =>
    `< ${status} in ${ms} ms · Request-ID ${requestId ?? 'none'} · verified with ${signedBy ?? 'nothing'}`,
  failure: (message: Text, ms: number) => `< ${message.en} (${ms} ms)`,
  wait: (ms: number) => `  waiting ${ms} ms`,
  body: () => 'body',
  signedMessage: () => 'signed message',
  received: (what: string, status: number) => `${what} · responded with ${status}`,
  repeated: (what: string, status: number) => `${what} · responded with ${status} · sent again`,
  refused: (status: number, problem: Text) => `responded with ${status}: ${problem.en}`,
};
