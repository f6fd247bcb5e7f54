import { expect, test } from 'vitest';
import { checkBaseUrl, DEFAULT_BACKUP_BASE_URL, DEFAULT_BASE_URL, isLoopbackUrl } from '../../src/config/base-url.js';

test.each([
  DEFAULT_BASE_URL,
  DEFAULT_BACKUP_BASE_URL,
  'https://example.com:8443',
  'https://example.com/',
  'http://127.0.0.1:8080',
  'http://localhost:1',
  'http://[::1]:1',
])('%s is an origin', (url) => {
  expect(checkBaseUrl(url)).toBeUndefined();
});

test.each([
  ['', 'expected an origin'],
  ['api.mch.weixin.qq.com', 'expected an origin'],
  ['https:api.mch.weixin.qq.com', 'expected an origin'],
  ['https:\\\\example.com', 'expected an origin'],
  [' https://example.com', 'expected an origin'],
  ['ftp://example.com', 'expected an origin'],
  ['https://', 'expected an origin'],
  ['https://user:pw@example.com', 'without a user name and password'],
  ['https://example.com/v3', 'without a path'],
  ['https://example.com?', 'without a query string'],
  ['https://example.com/?a=1', 'without a query string'],
  ['https://example.com#', 'without a fragment'],
  ['http://example.com', 'plain http is accepted for this machine only'],
  ['http://192.168.1.1', 'plain http is accepted for this machine only'],
])('%j is refused: %s', (url, reason) => {
  expect(checkBaseUrl(url)?.en).toContain(reason);
});

test.each([
  ['http://127.0.0.1:1', true],
  ['https://localhost', true],
  [DEFAULT_BASE_URL, false],
  ['not a url', false],
])('whether %s points to this machine is %s', (url, expected) => {
  expect(isLoopbackUrl(url)).toBe(expected);
});
