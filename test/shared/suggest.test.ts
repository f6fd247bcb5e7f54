import { expect, test } from 'vitest';
import { suggestion, suggestName } from '../../src/shared/suggest.js';

const KNOWN = ['mchid', 'serial', 'privateKey', 'certs', 'apiv3Key', 'baseUrl', 'backupBaseUrl'];

test.each([
  ['mchid', 'mchid'],
  ['mchId', 'mchid'],
  ['mch_id', 'mchid'],
  ['private-key', 'privateKey'],
  ['PRIVATEKEY', 'privateKey'],
  ['apiV3key', 'apiv3Key'],
  ['serail', 'serial'],
  ['baseUlr', 'baseUrl'],
  // A third of its letters may be wrong, at least two.
  ['crts', 'certs'],
  ['bakupBasUr', 'backupBaseUrl'],
  ['notifyUrl', undefined],
  ['xyz', undefined],
])('%s stands for %s', (typed, name) => {
  expect(suggestName(typed, KNOWN)).toBe(name);
});

test('of several near names it is the nearest, and of equally near ones the first', () => {
  expect(suggestName('cart', ['cars', 'carts', 'cart'])).toBe('cart');
  expect(suggestName('cat', ['car', 'cap'])).toBe('car');
});

test('nothing is near where nothing is known', () => {
  expect(suggestName('mchid', [])).toBeUndefined();
});

test('the question stands behind a sentence in both languages, or there is none', () => {
  expect(suggestion('serail', KNOWN)).toEqual({ zh: '是否想输入 serial？', en: ' Did you mean serial?' });
  expect(suggestion('xyz', KNOWN)).toEqual({ zh: '', en: '' });
});
