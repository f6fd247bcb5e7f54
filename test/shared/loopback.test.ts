import { expect, test } from 'vitest';
import { isLoopbackHost } from '../../src/shared/loopback.js';

test.each([
  'http://localhost',
  'http://127.0.0.1',
  'http://127.1.2.3:80',
  'http://[::1]:8',
  'http://0x7f000001',
  'http://127.1',
])('%s is this machine', (url) => {
  expect(isLoopbackHost(new URL(url).hostname)).toBe(true);
});

test.each([
  'http://localhost.example.com',
  'http://127.0.0.1.example.com',
  'http://128.0.0.1',
  'http://0.0.0.0',
  'http://[::]',
  'http://[::ffff:127.0.0.1]',
  'http://10.127.0.1',
])('%s is not', (url) => {
  expect(isLoopbackHost(new URL(url).hostname)).toBe(false);
});
