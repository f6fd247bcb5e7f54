import { createServer } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { describeProxy, proxyFor } from '../../src/http/proxy.js';
import { type Harness, startHarness } from '../helpers/harness.js';

const API = new URL('https://api.mch.weixin.qq.com/v3/certificates');
const PROXY = 'http://proxy.example:3128';

const found = (env: Record<string, string>, url = API, configured?: string) => {
  const proxy = proxyFor(url, configured, env);
  return proxy && { url: describeProxy(proxy), from: proxy.from };
};

describe('the proxy of a request', () => {
  it.each([
    [{}, undefined],
    [{ HTTPS_PROXY: PROXY }, 'HTTPS_PROXY'],
    [{ https_proxy: PROXY }, 'https_proxy'],
    [{ ALL_PROXY: PROXY }, 'ALL_PROXY'],
    [{ HTTP_PROXY: PROXY }, undefined],
    [{ HTTPS_PROXY: '' }, undefined],
  ])('with %o comes from %s', (env, from) => {
    expect(found(env)).toEqual(from === undefined ? undefined : { url: PROXY, from });
  });

  it.each([
    ['weixin.qq.com', true],
    ['.weixin.qq.com', true],
    ['*.weixin.qq.com', true],
    ['api.mch.weixin.qq.com', true],
    ['API.MCH.WEIXIN.QQ.COM', true],
    ['example.com, qq.com', true],
    ['qq.com:443', true],
    ['qq.com:8443', false],
    ['*', true],
    ['xin.qq.com', false],
    ['example.com', false],
    ['', false],
  ])('is not used where NO_PROXY is %j: %s', (list, isExempt) => {
    expect(found({ HTTPS_PROXY: PROXY, NO_PROXY: list })).toEqual(
      isExempt ? undefined : { url: PROXY, from: 'HTTPS_PROXY' },
    );
  });

  it('may be named without a scheme, and by the setting, which wins', () => {
    expect(found({ HTTPS_PROXY: 'proxy.example:3128' })).toEqual({ url: PROXY, from: 'HTTPS_PROXY' });
    expect(found({ HTTPS_PROXY: PROXY }, API, 'http://mine.example:1')).toEqual({
      url: 'http://mine.example:1',
      from: 'proxy',
    });
  });

  it.each(['http://', 'socks5://p.example:1', 'http://[', 'http://p.example:99999'])(
    'that is written as %s is refused by the name of its variable, and not shown',
    (text) => {
      expect(() => found({ HTTPS_PROXY: text })).toThrowError(
        expect.objectContaining({
          type: 'config',
          code: 'BAD_PROXY',
          message: expect.stringMatching(/^HTTPS_PROXY: /),
        }),
      );
    },
  );

  it.each(['127.0.0.1:8080', 'localhost', '[::1]:1'])('is never used to reach %s', (host) => {
    expect(found({ HTTPS_PROXY: PROXY }, new URL(`https://${host}/`))).toBeUndefined();
  });

  it('is shown without its password', () => {
    expect(found({ HTTPS_PROXY: 'http://me:secret@proxy.example:3128' })?.url).toBe(PROXY);
  });
});

describe('a tunnel', () => {
  const asked: string[] = [];
  let response = '';
  const proxy = createServer();
  proxy.on('connect', (request, socket) => {
    asked.push(`${request.url} ${request.headers['proxy-authorization']}`);
    socket.end(response);
  });
  let harness: Harness;
  beforeAll(async () => {
    harness = await startHarness();
    await new Promise<void>((resolve) => {
      proxy.listen(0, '127.0.0.1', resolve);
    });
  });
  afterAll(async () => {
    proxy.close();
    await harness.dispose();
  });

  it.each([
    ['HTTP/1.1 502 Bad Gateway\r\n\r\n', 'PROXY_REFUSED'],
    ['HTTP/1.1 407 Proxy Authentication Required\r\n\r\n', 'PROXY_AUTHENTICATION'],
    ['', 'PROXY_UNREACHABLE'],
  ])('that is answered with %j means that nothing was sent', async (text, code) => {
    response = text;
    asked.length = 0;
    const address = proxy.address();
    const port = typeof address === 'object' ? address?.port : 0;
    const env = { HTTPS_PROXY: `http://me:secret@127.0.0.1:${port}` };
    const caller = harness.caller({ baseUrl: 'https://api.mch.weixin.qq.com', retries: 0, env });
    const result = await caller.call({ method: 'GET', target: '/v3/certificates', idempotent: true });
    expect(asked).toEqual([`api.mch.weixin.qq.com:443 Basic ${Buffer.from('me:secret').toString('base64')}`]);
    expect(result).toMatchObject({
      ok: false,
      mayHaveArrived: false,
      error: { type: 'network', outcome: 'not-sent', code },
    });
    expect(String(result.ok ? '' : result.error)).toContain(`the proxy http://127.0.0.1:${port} (HTTPS_PROXY)`);
    expect(String(result.ok ? '' : result.error)).not.toContain('secret');
  });
});
