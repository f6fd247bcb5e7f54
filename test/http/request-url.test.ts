import { describe, expect, it } from 'vitest';
import { requestUrl } from '../../src/http/request-url.js';

describe('requestUrl', () => {
  it.each(['/v3/x?a=1', '//elsewhere.example/x', '/\\elsewhere.example/x', '/@elsewhere.example/x'])(
    'stays on its host whatever the target: %s',
    (target) => {
      expect(requestUrl('https://api.mch.weixin.qq.com', target).origin).toBe('https://api.mch.weixin.qq.com');
    },
  );

  it.each(['@elsewhere.example/x', '.elsewhere.example/x', 'v3/x', ''])(
    'refuses a target without a slash: %s',
    (target) => {
      expect(() => requestUrl('https://api.mch.weixin.qq.com', target)).toThrow('does not begin with a slash');
    },
  );
});
