import type { ErrorType } from '../../error-codes.js';

/** What to do next after an error of each kind. */
const next: Readonly<Record<ErrorType, string>> = {
  usage: 'Correct the call; nothing was sent by it. The help of the command has examples: add --help.',
  config: 'Correct the configuration; nothing was sent. To see every value and where it comes from: wxpay config show',
  api: 'Read the code and message of WeChat Pay, and correct what they name.',
  network: 'Where the outcome is unknown, run it again with the same out_order_no, never with a new one.',
  signature: 'Do not believe the content. Check the keys under `certs`, the proxy and the base URL.',
  internal: 'Run it again with --debug and report the output.',
};

/** The words and meanings of `explain`. */
export const explain = {
  code: () => 'code',
  kind: () => 'kind',
  exitCode: () => 'exit code',
  meaning: () => 'meaning',
  next: () => 'next',
  nextOf: (kind: ErrorType) => next[kind],
  http: (status: string) =>
    `a response with status ${status} whose body is not an APIv3 error: it came from a server in between`,
  refused: () => 'nothing is listening at the address',
  reset: () => 'the connection was closed before a response',
  lookup: () => 'the host name does not resolve',
  unreachable: () => 'the host cannot be reached',
  certificate: () => "the server's certificate is not trusted",
  checkNetwork: () => 'Check the network, DNS, proxy and base URL.',
  unknown: (word: string, suggestion: string | undefined) =>
    `${word} is not a code, number, Request-ID or exit code that wxpay knows.${suggestion ? ` Did you mean ${suggestion}?` : ''}`,
  notAnError: () => 'stdin does not hold the JSON error of a call, {"error": {"code": …}}',
  give: () =>
    'Give the code of an error, or pipe the error of a call that was made with --json:\nwxpay explain PARAM_ERROR',
};
