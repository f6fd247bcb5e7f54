import { expect, test } from 'vitest';
import { checkProxyUrl, parseProxyUrl, proxyUrl } from '../../src/shared/proxy-url.js';

test.each([
  ['http://proxy.test:8080', 'http://proxy.test:8080/'],
  ['proxy.test:8080', 'http://proxy.test:8080/'],
  ['HTTPS://u:p@proxy.test', 'https://u:p@proxy.test/'],
  ['socks5://proxy.test', undefined],
  ['http://', undefined],
  ['a b', undefined],
  ['http:\\\\proxy.test', undefined],
  ['http://h:99999', undefined],
  ['', undefined],
])('%j names the proxy %j', (text, href) => {
  expect(parseProxyUrl(text)?.href).toBe(href);
  expect(checkProxyUrl(text) === undefined).toBe(href !== undefined);
});

test('a setting has nothing behind the port', () => {
  for (const url of ['http://proxy.test/a', 'http://proxy.test?a', 'http://proxy.test#a']) {
    expect(checkProxyUrl(url)?.en).toMatch(/nothing behind the port$/);
  }
});

test('a missing scheme is http', () => {
  expect(proxyUrl('proxy.test')).toBe('http://proxy.test');
  expect(proxyUrl('https://proxy.test')).toBe('https://proxy.test');
});
