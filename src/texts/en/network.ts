import type { Text } from '../../shared/text.js';

/** What an attempt was busy with when its time was over. */
export type Doing = 'connection' | 'lookup' | 'handshake' | 'response';

const LATE: Readonly<Record<Doing, string>> = {
  connection: 'no connection',
  lookup: 'no address for the host name',
  handshake: 'no TLS handshake',
  response: 'no complete response',
};

const unreachable = 'Check the network, and whether a proxy is needed (HTTPS_PROXY).';
const clock = 'Check the clock of this machine (date -u)';

/** Requests that brought no usable response. */
export const network = {
  failed: (call: string, problem: Text) => `${call}: ${problem.en}`,
  late: (doing: Doing, seconds: number) => `${LATE[doing]} within ${seconds} s`,
  lateProxy: (doing: Doing, proxy: string, seconds: number) =>
    `${LATE[doing]} through the proxy ${proxy} within ${seconds} s`,
  lateHint: () => 'Try again later, or allow more time (timeout).',
  refused: () => 'nothing is listening there',
  refusedHere: () => 'Is it running?',
  unreachableHint: () => unreachable,
  lookup: () => 'the host name does not resolve',
  lookupHint: () => 'Check the network, DNS and baseUrl.',
  unreachable: () => 'the host cannot be reached',
  otherHost: () => "the server's certificate is for another host",
  otherHostHint: () => 'Check baseUrl and the proxy: something other than the named host responds there.',
  expired: () => "the server's certificate has expired",
  expiredHint: () => `${clock}; else the certificate has to be renewed there.`,
  notYetValid: () => "the server's certificate is not valid yet",
  notYetValidHint: () => `${clock}.`,
  untrusted: (code: string) => `the server's certificate is not trusted (${code})`,
  untrustedHint: () =>
    "Behind a proxy that opens TLS, give its authority to Node: NODE_EXTRA_CA_CERTS=/path/ca.pem, or to wxpay: caFile. WeChat Pay's platform certificate is something else.",
  cut: () => 'the response was cut short',
  closed: () => 'the connection was closed before a response',
  stopped: () => 'stopped',
  upgraded: () => 'the connection was switched to another protocol (101)',
  tooLarge: (limit: number) => `the response is larger than ${limit} bytes`,
  tooLargeHint: () => 'No response of this API is that large: check baseUrl and the proxy.',
  proxyFailed: (proxy: string, reason: Text) => `the proxy ${proxy} cannot be used: ${reason.en}`,
  proxyRefused: (proxy: string, reason: Text) => `the proxy ${proxy} refused the connection: ${reason.en}`,
  proxyDeed: (deed: Text) => `the proxy: ${deed.en}`,
  proxyClosed: () => 'it closed the connection',
  proxyStatus: (status: string) => `it responded to CONNECT with ${status}`,
  proxyPassword: (from: string, host: string) =>
    `Give user name and password in ${from}: http://user:password@${host}.`,
  proxyHint: (from: string) => `Check ${from}, or exempt the host from the proxy with NO_PROXY.`,
  badProxy: (from: string) => `${from}: expected the URL of an HTTP proxy, such as http://proxy.example:3128`,
  badProxyHint: (from: string) => `Correct ${from}, or remove it to connect directly.`,
  badPath: (path: string) => `the path ${path} does not begin with a slash`,
  badPathHint: (example: string) => `Expected a path such as ${example}.`,
};
