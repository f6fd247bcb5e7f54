import { describe, expect, test } from 'vitest';
import { readHeader } from '../../src/apiv3/verify-response.js';

describe('readHeader', () => {
  test('finds a name in any case', () => {
    expect(readHeader({ 'REQUEST-ID': 'a' }, 'Request-ID')).toBe('a');
    expect(readHeader(new Headers({ 'request-id': 'a' }), 'Request-ID')).toBe('a');
  });

  test('joins what was given twice, and tells absent from empty', () => {
    expect(readHeader({ a: ['1', '2'], A: '3' }, 'a')).toBe('1, 2, 3');
    expect(readHeader({ a: undefined, b: '' }, 'a')).toBeUndefined();
    expect(readHeader({ a: undefined, b: '' }, 'b')).toBe('');
    expect(readHeader(new Headers(), 'a')).toBeUndefined();
  });

  test('a header that is called get is a header', () => {
    expect(readHeader({ get: 'x', a: '1' }, 'a')).toBe('1');
  });
});
