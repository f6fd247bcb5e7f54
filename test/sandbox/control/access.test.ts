import { describe, expect, it } from 'vitest';
import { type AccessRules, checkAccess, type PageRequest, type Peer } from '../../../src/sandbox/control/access.js';

const rules: AccessRules = { host: 'sandbox.test', networkToken: 'network-token', pageToken: 'page-token' };
const HERE = { localAddress: '127.0.0.1', remoteAddress: '::ffff:127.0.0.1' };
const ELSEWHERE = { localAddress: '::ffff:192.0.2.7', remoteAddress: '192.0.2.99' };

const ask = (
  method: string,
  headers: Record<string, string>,
  {
    peer = HERE,
    networkToken = rules.networkToken,
    page,
  }: { peer?: Peer; networkToken?: string | undefined; page?: PageRequest } = {},
) => {
  const request = { method, target: '/__sandbox/orders', rawHeaders: [], body: Buffer.alloc(0), tooLarge: false };
  const all = { host: '127.0.0.1:8080', ...headers };
  return checkAccess({ ...request, headers: all }, peer, { ...rules, networkToken }, page);
};

describe('programs of this machine', () => {
  it.each(['127.0.0.1:8080', 'localhost', '[::1]:8080', 'sandbox.test:8080'])('may use the controls as %s', (host) => {
    expect(ask('POST', { host })).toBeUndefined();
  });

  it('may use the address that the connection came in on', () => {
    const peer = { localAddress: '::ffff:192.0.2.7', remoteAddress: '127.0.0.1' };
    expect(ask('GET', { host: '192.0.2.7:8080' }, { peer })).toBeUndefined();
    expect(ask('GET', { host: '192.0.2.8:8080' }, { peer })).toContain('is not this machine');
  });

  it.each(['evil.example', '127.0.0.1.evil.example', '127.0.0.1@evil.example', ''])(
    'may not come by the name %j, which may have been rebound',
    (host) => {
      expect(ask('GET', { host })).toContain('is not this machine');
    },
  );
});

describe('other machines', () => {
  it('need the token that was printed', () => {
    expect(ask('GET', {}, { peer: ELSEWHERE })).toContain('need the token');
    for (const authorization of ['Bearer wrong', 'Bearer ', 'network-tokenx', 'Bearer network-token ']) {
      expect(ask('GET', { authorization }, { peer: ELSEWHERE })).toContain('need the token');
    }
    expect(ask('PATCH', { authorization: 'Bearer network-token', host: 'any' }, { peer: ELSEWHERE })).toBeUndefined();
  });

  it('have no way in where no token was printed', () => {
    for (const authorization of ['', 'Bearer ', 'Bearer undefined']) {
      expect(ask('GET', { authorization }, { peer: ELSEWHERE, networkToken: undefined })).toContain('need the token');
    }
  });
});

describe('web pages', () => {
  const own = { origin: 'http://127.0.0.1:8080', 'sec-fetch-site': 'same-origin' };

  it.each([
    { origin: 'https://evil.example' },
    { origin: 'null' },
    { origin: 'http://127.0.0.1:3000', 'sec-fetch-site': 'same-site' },
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
    { origin: 'https://evil.example', authorization: 'Bearer network-token' },
  ])('from elsewhere are refused, even to read: %j', (headers) => {
    for (const method of ['GET', 'POST', 'DELETE', 'PATCH']) {
      expect(ask(method, { 'x-sandbox-token': 'page-token', ...headers })).toContain('web pages');
    }
  });

  it('that are the inspector may read, and change things with its token', () => {
    expect(ask('GET', { 'sec-fetch-site': 'same-origin' })).toBeUndefined();
    expect(ask('GET', { 'sec-fetch-site': 'none' })).toBeUndefined();
    expect(ask('POST', { ...own, 'x-sandbox-token': 'page-token' })).toBeUndefined();
    expect(ask('POST', own, { page: { formToken: 'page-token' } })).toBeUndefined();
    for (const token of ['', 'wrong', 'network-token']) {
      expect(ask('POST', { ...own, 'x-sandbox-token': token })).toContain('load it again');
      expect(ask('POST', own, { page: { formToken: token } })).toContain('load it again');
    }
    expect(ask('POST', { 'sec-fetch-site': 'same-origin' })).toContain('load it again');
  });

  it('may link to the page, but neither frame it, nor send it a form, nor link to the controls', () => {
    const link = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' };
    const page = { formToken: '' };
    expect(ask('GET', link, { page })).toBeUndefined();
    expect(ask('GET', link)).toContain('web pages');
    expect(ask('GET', { ...link, 'sec-fetch-dest': 'iframe' }, { page })).toContain('web pages');
    const form = { ...link, origin: 'https://evil.example' };
    expect(ask('POST', form, { page })).toContain('web pages');
    expect(ask('POST', form, { page: { formToken: 'page-token' } })).toContain('web pages');
  });
});
