import { AbortError, ReadError, RequestError } from 'got';
import { NetworkError } from '../errors.js';
import { isLoopbackHost } from '../shared/loopback.js';
import { foreignWords, reasonOf } from '../shared/message-of.js';
import { printable } from '../shared/printable.js';
import { systemCode } from '../shared/system-code.js';
import type { Text } from '../shared/text.js';
import { type Doing, sayNetwork } from '../texts/network.js';
import type { Phase, Progress } from './connection.js';
import { describeProxy, type ProxyServer } from './proxy.js';
import { TunnelError } from './tunnel.js';

/** The attempt that failed. */
export interface FailedAttempt {
  method: string;
  url: URL;
  proxy: ProxyServer | undefined;
  progress: Progress;
}

interface Explanation {
  code: string;
  message: Text;
  hint?: Text | undefined;
}

const DOING: Readonly<Record<Phase, Doing>> = {
  connection: 'connection',
  lookup: 'lookup',
  connect: 'connection',
  handshake: 'handshake',
  response: 'response',
};

/** What Node says of the server's certificate, and what to do about it. */
const CERTIFICATE_PROBLEMS: Readonly<Record<string, { message: Text; hint: Text }>> = {
  ERR_TLS_CERT_ALTNAME_INVALID: { message: sayNetwork('otherHost'), hint: sayNetwork('otherHostHint') },
  CERT_HAS_EXPIRED: { message: sayNetwork('expired'), hint: sayNetwork('expiredHint') },
  CERT_NOT_YET_VALID: { message: sayNetwork('notYetValid'), hint: sayNetwork('notYetValidHint') },
};

const UNREACHABLE_HINT = sayNetwork('unreachableHint');

const nameOf = (proxy: ProxyServer): string => `${describeProxy(proxy)} (${proxy.from})`;

const short = ({ zh, en }: Text): Text => ({ zh: printable(zh, 200), en: printable(en, 200) });

const explainProxy = (code: string, reason: Text, proxy: ProxyServer): Explanation => ({
  code,
  message: sayNetwork(code === 'PROXY_UNREACHABLE' ? 'proxyFailed' : 'proxyRefused', nameOf(proxy), short(reason)),
  hint:
    code === 'PROXY_AUTHENTICATION'
      ? sayNetwork('proxyPassword', proxy.from, proxy.url.host)
      : sayNetwork('proxyHint', proxy.from),
});

/** The code of the innermost error that has one: got's own says less. */
const innermostCode = (error: RequestError): string => {
  const inner = systemCode(error.cause);
  return typeof inner === 'string' ? inner : error.code;
};

const explain = (error: RequestError, { url, proxy }: FailedAttempt): Explanation => {
  const code = innermostCode(error);
  if (proxy && code.startsWith('PROXY_')) {
    const { cause = error } = error;
    return explainProxy(code, cause instanceof TunnelError ? cause.deed : reasonOf(cause), proxy);
  }
  if (code === 'ECONNREFUSED') {
    const hint = isLoopbackHost(url.hostname) ? sayNetwork('refusedHere') : UNREACHABLE_HINT;
    return { code, message: sayNetwork('refused'), hint };
  }
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') {
    return { code, message: sayNetwork('lookup'), hint: sayNetwork('lookupHint') };
  }
  if (code === 'EHOSTUNREACH' || code === 'ENETUNREACH') {
    return { code, message: sayNetwork('unreachable'), hint: UNREACHABLE_HINT };
  }
  const certificate = CERTIFICATE_PROBLEMS[code];
  if (certificate) return { code, ...certificate };
  if (/CERT|SIGNED|ISSUER|VERIFY/.test(code)) {
    return { code, message: sayNetwork('untrusted', code), hint: sayNetwork('untrustedHint') };
  }
  if (error instanceof ReadError) return { code, message: sayNetwork('cut') };
  if (code === 'ECONNRESET' || code === 'EPIPE') return { code, message: sayNetwork('closed') };
  return { code, message: foreignWords(printable(error.message, 200)) };
};

const failure = (attempt: FailedAttempt, { code, message, hint }: Explanation, cause?: unknown): NetworkError =>
  new NetworkError(sayNetwork('failed', `${attempt.method} ${attempt.url.href}`, message), {
    code,
    hint,
    outcome: attempt.progress.maySend ? 'unknown' : 'not-sent',
    cause,
  });

/**
 * An error of got as ours, with the few facts that are safe to show. "Not sent" is said where no connection was open
 * to write to, whatever the error is; everything else may have arrived.
 * Answers `undefined` for what is not a network failure: the caller's own abort, or an error that is a bug.
 */
export function networkError(error: unknown, attempt: FailedAttempt): NetworkError | undefined {
  if (!(error instanceof RequestError) || error instanceof AbortError) return undefined;
  // Not got's own error: it holds all options, the Authorization header and the body included.
  return failure(attempt, explain(error, attempt), error.cause);
}

/** The error for an attempt whose time is over, in whatever phase. */
export function timeoutError(attempt: FailedAttempt, seconds: number): NetworkError {
  const { proxy, progress } = attempt;
  const doing = DOING[progress.phase];
  // What was left of a longer wait has fractions that nobody wants to read.
  const shown = Math.round(seconds * 100) / 100;
  return failure(attempt, {
    code: 'TIMEOUT',
    message: proxy ? sayNetwork('lateProxy', doing, nameOf(proxy), shown) : sayNetwork('late', doing, shown),
    hint: doing === 'response' ? sayNetwork('lateHint') : UNREACHABLE_HINT,
  });
}

/** The error for an attempt that brought something which is not an HTTP response to the request. */
export function brokenResponse(attempt: FailedAttempt, code: string, message: Text, hint?: Text): NetworkError {
  return failure(attempt, { code, message, hint });
}
