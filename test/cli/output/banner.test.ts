import { expect, test } from 'vitest';
import { bannerText } from '../../../src/cli/output/banner.js';

const live = { mchid: '1900000109', isSandbox: false, baseUrl: 'https://api.mch.weixin.qq.com' };
const local = { ...live, baseUrl: 'http://127.0.0.1:8080' };

test.each([
  [
    live,
    'mchid 1900000109 · live · https://api.mch.weixin.qq.com',
    '商户号 1900000109 · 正式环境 · https://api.mch.weixin.qq.com',
  ],
  [
    { ...live, profile: 'shop-a', rows: 1 },
    'profile shop-a · mchid 1900000109 · live · https://api.mch.weixin.qq.com · 1 row',
    'profile shop-a · 商户号 1900000109 · 正式环境 · https://api.mch.weixin.qq.com · 共 1 行',
  ],
  [
    { ...local, isSandbox: true, rows: 20 },
    'mchid 1900000109 · sandbox · http://127.0.0.1:8080 · 20 rows',
    '商户号 1900000109 · 沙箱 · http://127.0.0.1:8080 · 共 20 行',
  ],
  [
    local,
    'mchid 1900000109 · this machine · http://127.0.0.1:8080',
    '商户号 1900000109 · 本机 · http://127.0.0.1:8080',
  ],
])('says where %o sends and for whom', (facts, en, zh) => {
  expect(bannerText(facts)).toEqual({ en, zh });
});
