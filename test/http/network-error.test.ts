import { AbortError, Options, ReadError, RequestError } from 'got';
import { describe, expect, it } from 'vitest';
import type { Progress } from '../../src/http/connection.js';
import { brokenResponse, type FailedAttempt, networkError, timeoutError } from '../../src/http/network-error.js';
import type { ProxyServer } from '../../src/http/proxy.js';
import { verbatim } from '../../src/shared/text.js';

const progress = (phase: Progress['phase']): Progress => ({
  phase,
  maySend: phase === 'response',
  isReused: false,
  follow: () => {},
});
const proxy: ProxyServer = { url: new URL('http://me:secret@proxy.example:3128'), from: 'HTTPS_PROXY' };
const attempt = (replaced: Partial<FailedAttempt> = {}): FailedAttempt => ({
  method: 'POST',
  url: new URL('https://api.example/v3/orders'),
  proxy: undefined,
  progress: progress('response'),
  ...replaced,
});

/** An error of got, whose cause is one of Node's with a code. */
const gotError = (code: string, message = 'what Node says'): RequestError => {
  const cause = Object.assign(new Error(message), { code });
  return new RequestError(message, cause, new Options());
};
const wrapped = (code: string, inner: unknown): RequestError => {
  const error = new RequestError('outer', { code, message: 'outer', name: 'Error' }, new Options());
  error.cause = inner;
  return error;
};

describe('a network error', () => {
  it.each([
    ['ECONNREFUSED', 'nothing is listening there', 'Check the network, and whether a proxy is needed (HTTPS_PROXY).'],
    ['ENOTFOUND', 'the host name does not resolve', 'Check the network, DNS and baseUrl.'],
    ['EAI_AGAIN', 'the host name does not resolve', 'Check the network, DNS and baseUrl.'],
    ['EHOSTUNREACH', 'the host cannot be reached', 'Check the network, and whether a proxy is needed (HTTPS_PROXY).'],
    ['ENETUNREACH', 'the host cannot be reached', 'Check the network, and whether a proxy is needed (HTTPS_PROXY).'],
    ['ECONNRESET', 'the connection was closed before a response', undefined],
    ['EPIPE', 'the connection was closed before a response', undefined],
    [
      'ERR_TLS_CERT_ALTNAME_INVALID',
      "the server's certificate is for another host",
      expect.stringContaining('baseUrl'),
    ],
    ['CERT_HAS_EXPIRED', "the server's certificate has expired", expect.stringContaining('clock')],
    ['CERT_NOT_YET_VALID', "the server's certificate is not valid yet", expect.stringContaining('clock')],
    ...[
      'DEPTH_ZERO_SELF_SIGNED_CERT',
      'SELF_SIGNED_CERT_IN_CHAIN',
      'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
      'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
      'CERT_UNTRUSTED',
      'ERR_VERIFY',
      'ERR_SIGNED',
      'ERR_ISSUER',
    ].map((code) => [
      code,
      `the server's certificate is not trusted (${code})`,
      expect.stringContaining('NODE_EXTRA_CA_CERTS'),
    ]),
    ['ESOMETHING', 'what Node says', undefined],
  ])('%s says: %s', (code, message, hint) => {
    const error = networkError(gotError(String(code)), attempt());
    expect(error).toMatchObject({ code, message: `POST https://api.example/v3/orders: ${message}` });
    expect(error?.hint).toEqual(hint);
  });

  it('of nothing that listens on this machine asks whether the sandbox runs', () => {
    const here = attempt({ url: new URL('http://127.0.0.1:1/v3/orders') });
    expect(networkError(gotError('ECONNREFUSED'), here)?.hint).toContain('Is it running?');
  });

  it.each([
    ['connection', 'not-sent'],
    ['lookup', 'not-sent'],
    ['connect', 'not-sent'],
    ['handshake', 'not-sent'],
    ['response', 'unknown'],
  ] as const)('in the phase "%s" leaves the request %s, whatever the error is', (phase, outcome) => {
    for (const code of ['ECONNREFUSED', 'ECONNRESET', 'ENOTFOUND', 'ESOMETHING', 'CERT_HAS_EXPIRED']) {
      expect(networkError(gotError(code), attempt({ progress: progress(phase) }))?.outcome).toBe(outcome);
    }
    expect(timeoutError(attempt({ progress: progress(phase) }), 3).outcome).toBe(outcome);
    expect(brokenResponse(attempt({ progress: progress(phase) }), 'CUT_SHORT', verbatim('no')).outcome).toBe(outcome);
  });

  it('has the code of the innermost error, and otherwise that of got', () => {
    const cause = Object.assign(new Error('inner'), { code: 'EHOSTUNREACH' });
    expect(networkError(wrapped('ERR_GOT', cause), attempt())).toMatchObject({ code: 'EHOSTUNREACH', cause });
    expect(networkError(wrapped('ERR_GOT', new Error('no code')), attempt())?.code).toBe('ERR_GOT');
    expect(networkError(wrapped('ERR_GOT', undefined), attempt())?.code).toBe('ERR_GOT');
    expect(networkError(wrapped('ERR_GOT', Object.assign(new Error('n'), { code: 7 })), attempt())?.code).toBe(
      'ERR_GOT',
    );
  });

  it('shows nothing of the message that a terminal would act on, and no more than 200 characters', () => {
    const error = networkError(gotError('ESOMETHING', `a\u001b[2J${'b'.repeat(500)}`), attempt());
    expect(error?.message).toContain('a\\u{1b}[2J');
    expect(error?.message.length).toBeLessThan(300);
  });

  it('is made of errors of got only, and not of a stop', () => {
    expect(networkError(new TypeError('a bug'), attempt())).toBeUndefined();
    expect(networkError('text', attempt())).toBeUndefined();
    // got makes it of its own request, of which it reads nothing here.
    const stopped = Object.create(AbortError.prototype);
    expect(networkError(stopped, attempt())).toBeUndefined();
  });

  it('says of a body that ends early that it was cut short', () => {
    const error = Object.create(ReadError.prototype, { code: { value: 'ERR_READING' }, cause: { value: undefined } });
    expect(networkError(error, attempt())?.message).toContain('the response was cut short');
  });
});

describe('a failure of the proxy', () => {
  it.each([
    ['PROXY_UNREACHABLE', 'cannot be used', 'exempt the host from the proxy with NO_PROXY'],
    ['PROXY_REFUSED', 'refused the connection', 'exempt the host from the proxy with NO_PROXY'],
    ['PROXY_AUTHENTICATION', 'refused the connection', 'http://user:password@proxy.example:3128'],
  ])('%s names it and its variable, without its password', (code, fate, hint) => {
    const error = networkError(gotError(code, 'reason'), attempt({ proxy, progress: progress('connection') }));
    expect(error).toMatchObject({
      code,
      outcome: 'not-sent',
      message: `POST https://api.example/v3/orders: the proxy http://proxy.example:3128 (HTTPS_PROXY) ${fate}: reason`,
    });
    expect(error?.hint).toContain(hint);
    expect(error?.hint).toContain('HTTPS_PROXY');
    expect(`${error?.message}${error?.hint}`).not.toContain('secret');
  });

  it('is told only where there is a proxy, and only of what is its own', () => {
    expect(networkError(gotError('PROXY_REFUSED'), attempt())?.message).toContain('what Node says');
    expect(networkError(gotError('ECONNRESET'), attempt({ proxy }))?.message).toContain('before a response');
    expect(networkError(gotError('E_PROXY_'), attempt({ proxy }))?.message).toContain('what Node says');
  });
});

describe('a time-out', () => {
  it.each([
    ['connection', 'no connection', 'a proxy is needed'],
    ['lookup', 'no address for the host name', 'a proxy is needed'],
    ['connect', 'no connection', 'a proxy is needed'],
    ['handshake', 'no TLS handshake', 'a proxy is needed'],
    ['response', 'no complete response', 'allow more time'],
  ] as const)('in the phase "%s" says: %s', (phase, doing, hint) => {
    const error = timeoutError(attempt({ progress: progress(phase) }), 2.5);
    expect(error.message).toBe(`POST https://api.example/v3/orders: ${doing} within 2.5 s`);
    expect(error.code).toBe('TIMEOUT');
    expect(error.hint).toContain(hint);
    const through = timeoutError(attempt({ proxy, progress: progress(phase) }), 2.5);
    expect(through.message).toContain(
      `${doing} through the proxy http://proxy.example:3128 (HTTPS_PROXY) within 2.5 s`,
    );
  });
});

it('a broken response has the code, words and hint that it is given', () => {
  expect(brokenResponse(attempt(), 'CUT_SHORT', verbatim('cut'), verbatim('do this'))).toMatchObject({
    code: 'CUT_SHORT',
    message: 'POST https://api.example/v3/orders: cut',
    hint: 'do this',
    outcome: 'unknown',
  });
});
