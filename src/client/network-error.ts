import { AbortError, ReadError, RequestError, TimeoutError } from 'got';
import { NetworkError, type Outcome } from '../errors.js';

/** Failures that come before a byte of the request has left. */
const BEFORE_SENDING = new Set([
  'ENOTFOUND',
  'EAI_AGAIN',
  'EAI_FAIL',
  'ECONNREFUSED',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EADDRNOTAVAIL',
  'EPROXY',
  'CERT_HAS_EXPIRED',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'ERR_TLS_CERT_ALTNAME_INVALID',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
]);

/** The phases of got's time-outs that come before sending. */
const PHASES_BEFORE_SENDING = new Set(['lookup', 'connect', 'secureConnect']);

const outcomeOf = (error: RequestError): Outcome => {
  if (error instanceof TimeoutError) {
    if (PHASES_BEFORE_SENDING.has(error.event)) return 'not-sent';
  } else if (BEFORE_SENDING.has(error.code)) return 'not-sent';
  // Without a connection nothing was sent; over TLS, nothing before the handshake was done.
  const timings = error.timings;
  const connected = error.options.url?.toString().startsWith('https:') ? timings?.secureConnect : timings?.connect;
  const reused = error.request?.reusedSocket === true;
  return timings !== undefined && connected === undefined && !reused && !(error instanceof ReadError)
    ? 'not-sent'
    : 'unknown';
};

const explain = (error: RequestError, timeoutSeconds: number): { code: string; message: string; hint?: string } => {
  if (error instanceof TimeoutError) {
    return error.event === 'request'
      ? {
          code: 'TIMEOUT',
          message: `no complete answer within ${timeoutSeconds} s`,
          hint: 'Try again later, or allow more time with --timeout <seconds>.',
        }
      : { code: 'TIMEOUT', message: `${error.event} took longer than 5 s`, hint: 'Check the network and the proxy.' };
  }
  const { code } = error;
  if (code === 'ECONNREFUSED') {
    return {
      code,
      message: 'nothing is listening there',
      hint: 'Check baseUrl; for the sandbox, is `wxpay sandbox` running?',
    };
  }
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') {
    return { code, message: 'the host name does not resolve', hint: 'Check the network, DNS and baseUrl.' };
  }
  if (/CERT|SIGNED|ISSUER|VERIFY/.test(code)) {
    return {
      code,
      message: `TLS refused the server's certificate (${code})`,
      hint: "Behind a proxy that opens TLS, give Node its root: NODE_EXTRA_CA_CERTS=/path/ca.pem. That is not WeChat Pay's platform certificate.",
    };
  }
  if (error instanceof ReadError) return { code, message: 'the answer was cut short' };
  if (code === 'ECONNRESET' || code === 'EPIPE') return { code, message: 'the connection was closed before an answer' };
  return { code, message: error.message };
};

/**
 * An error of got as ours, with the few facts that are safe to show: printing got's own would dump all options,
 * the Authorization header and the body included. Answers `undefined` for what is no network failure: the caller's own
 * abort, or an error that is a bug.
 * @param call `POST https://…/v3/…`, for the message
 */
export function networkError(error: unknown, call: string, timeoutSeconds: number): NetworkError | undefined {
  if (!(error instanceof RequestError) || error instanceof AbortError) return undefined;
  const { code, message, hint } = explain(error, timeoutSeconds);
  return new NetworkError(`${call}: ${message}`, { code, hint, outcome: outcomeOf(error) });
}
