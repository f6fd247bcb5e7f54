import { AbortError, ReadError, RequestError } from 'got';
import { NetworkError } from '../errors.js';
import { isLoopbackHost } from '../shared/loopback.js';
import { printable } from '../shared/printable.js';
import { systemCode } from '../shared/system-code.js';
import type { Phase, Progress } from './connection.js';
import { describeProxy, type ProxyServer } from './proxy.js';

/** The attempt that failed. */
export interface FailedAttempt {
  method: string;
  url: URL;
  proxy: ProxyServer | undefined;
  progress: Progress;
}

interface Explanation {
  code: string;
  message: string;
  hint?: string | undefined;
}

const DOING: Readonly<Record<Phase, string>> = {
  connection: 'no connection',
  lookup: 'no address for the host name',
  connect: 'no connection',
  handshake: 'no TLS handshake',
  response: 'no complete response',
};

const CERTIFICATE_HINT =
  "Behind a proxy that opens TLS, give its authority to Node: NODE_EXTRA_CA_CERTS=/path/ca.pem, or to wxpay: caFile. WeChat Pay's platform certificate is something else.";

/** What Node says of the server's certificate, and what to do about it. */
const CERTIFICATE_PROBLEMS: Readonly<Record<string, { message: string; hint: string }>> = {
  ERR_TLS_CERT_ALTNAME_INVALID: {
    message: "the server's certificate is for another host",
    hint: 'Check baseUrl and the proxy: something other than the named host answers there.',
  },
  CERT_HAS_EXPIRED: {
    message: "the server's certificate has expired",
    hint: 'Check the clock of this machine (date -u); else the certificate has to be renewed there.',
  },
  CERT_NOT_YET_VALID: {
    message: "the server's certificate is not valid yet",
    hint: 'Check the clock of this machine (date -u).',
  },
};

const UNREACHABLE_HINT = 'Check the network, and whether a proxy is needed (HTTPS_PROXY).';

const explainProxy = (code: string, reason: string, proxy: ProxyServer): Explanation => {
  const name = `the proxy ${describeProxy(proxy)} (${proxy.from})`;
  const hint =
    code === 'PROXY_AUTHENTICATION'
      ? `Give user name and password in ${proxy.from}: http://user:password@${proxy.url.host}.`
      : `Check ${proxy.from}, or exempt the host from the proxy with NO_PROXY.`;
  const fate = code === 'PROXY_UNREACHABLE' ? 'cannot be used' : 'refused the connection';
  return { code, message: `${name} ${fate}: ${reason}`, hint };
};

/** The code of the innermost error that has one: got's own says less. */
const innermostCode = (error: RequestError): string => {
  const inner = systemCode(error.cause);
  return typeof inner === 'string' ? inner : error.code;
};

const explain = (error: RequestError, { url, proxy }: FailedAttempt): Explanation => {
  const code = innermostCode(error);
  if (proxy && code.startsWith('PROXY_')) return explainProxy(code, printable(error.message, 200), proxy);
  if (code === 'ECONNREFUSED') {
    const local = isLoopbackHost(url.hostname);
    return {
      code,
      message: 'nothing is listening there',
      hint: local ? 'Is it running? A sandbox is started with: wxpay sandbox' : UNREACHABLE_HINT,
    };
  }
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') {
    return { code, message: 'the host name does not resolve', hint: 'Check the network, DNS and baseUrl.' };
  }
  if (code === 'EHOSTUNREACH' || code === 'ENETUNREACH') {
    return { code, message: 'the host cannot be reached', hint: UNREACHABLE_HINT };
  }
  const certificate = CERTIFICATE_PROBLEMS[code];
  if (certificate) return { code, ...certificate };
  if (/CERT|SIGNED|ISSUER|VERIFY/.test(code)) {
    return { code, message: `the server's certificate is not trusted (${code})`, hint: CERTIFICATE_HINT };
  }
  if (error instanceof ReadError) return { code, message: 'the response was cut short' };
  if (code === 'ECONNRESET' || code === 'EPIPE') {
    return { code, message: 'the connection was closed before a response' };
  }
  return { code, message: printable(error.message, 200) };
};

const failure = (attempt: FailedAttempt, { code, message, hint }: Explanation, cause?: unknown): NetworkError =>
  new NetworkError(`${attempt.method} ${attempt.url.href}: ${message}`, {
    code,
    hint,
    outcome: attempt.progress.maySend ? 'unknown' : 'not-sent',
    cause,
  });

/**
 * An error of got as ours, with the few facts that are safe to show. "Not sent" is said where no connection was open
 * to write to, whatever the error is; everything else may have arrived.
 * Answers `undefined` for what is no network failure: the caller's own abort, or an error that is a bug.
 */
export function networkError(error: unknown, attempt: FailedAttempt): NetworkError | undefined {
  if (!(error instanceof RequestError) || error instanceof AbortError) return undefined;
  // Not got's own error: it holds all options, the Authorization header and the body included.
  return failure(attempt, explain(error, attempt), error.cause);
}

/** The error for an attempt whose time is over, in whatever phase. */
export function timeoutError(attempt: FailedAttempt, seconds: number): NetworkError {
  const { phase } = attempt.progress;
  const through = attempt.proxy ? ` through the proxy ${describeProxy(attempt.proxy)} (${attempt.proxy.from})` : '';
  return failure(attempt, {
    code: 'TIMEOUT',
    message: `${DOING[phase]}${through} within ${seconds} s`,
    hint: phase === 'response' ? 'Try again later, or allow more time (timeout).' : UNREACHABLE_HINT,
  });
}

/** The error for an attempt that brought something which is no HTTP response to the request. */
export function brokenResponse(attempt: FailedAttempt, code: string, message: string, hint?: string): NetworkError {
  return failure(attempt, { code, message, hint });
}
