import { createServer } from 'node:http';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { proxyFor, withoutPassword } from '../../src/client/proxy.js';
import { type Harness, startHarness } from './harness.js';

describe('pain 44: proxies', () => {
  beforeEach(() => {
    for (const name of ['HTTPS_PROXY', 'HTTP_PROXY', 'NO_PROXY', 'ALL_PROXY']) {
      vi.stubEnv(name, '');
      vi.stubEnv(name.toLowerCase(), '');
    }
    return () => vi.unstubAllEnvs();
  });

  it('come from HTTPS_PROXY unless NO_PROXY names the host', () => {
    const api = new URL('https://api.mch.weixin.qq.com/v3/certificates');
    expect(proxyFor(api, undefined)).toBeUndefined();
    vi.stubEnv('HTTPS_PROXY', 'http://proxy.example:3128');
    expect(proxyFor(api, undefined)).toBe('http://proxy.example:3128');
    vi.stubEnv('NO_PROXY', 'example.com,.weixin.qq.com');
    expect(proxyFor(api, undefined)).toBeUndefined();
  });

  it('may be set outright', () => {
    expect(proxyFor(new URL('https://api.mch.weixin.qq.com/'), 'http://mine:1')).toBe('http://mine:1');
  });

  it('are never used to reach this machine', () => {
    vi.stubEnv('HTTP_PROXY', 'http://proxy.example:3128');
    for (const host of ['127.0.0.1:8080', 'localhost', '[::1]:1']) {
      expect(proxyFor(new URL(`http://${host}/`), undefined)).toBeUndefined();
    }
  });

  it('are shown without their password', () => {
    expect(withoutPassword('http://me:secret@proxy.example:3128')).toBe('http://me:***@proxy.example:3128/');
  });

  describe('a tunnel', () => {
    const asked: string[] = [];
    const proxy = createServer();
    proxy.on('connect', (request, socket) => {
      asked.push(request.url ?? '');
      socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n');
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

    it('is asked for the API host, and its refusal means that nothing was sent', async () => {
      const address = proxy.address();
      vi.stubEnv('HTTPS_PROXY', `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`);
      const caller = harness.caller({ baseUrl: 'https://api.mch.weixin.qq.com', retries: 0 });
      const result = await caller.call({ method: 'GET', target: '/v3/certificates', repeatable: true });
      expect(asked).toEqual(['api.mch.weixin.qq.com:443']);
      expect(result).toMatchObject({
        ok: false,
        mayHaveArrived: false,
        error: { type: 'network', outcome: 'not-sent' },
      });
    });
  });
});
