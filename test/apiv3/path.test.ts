import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { encodeQuery, encodeSegment, fillPath, matchPath } from '../../src/apiv3/path.js';
import { thrownBy } from './helpers.js';

const BASE = 'https://api.mch.weixin.qq.com';
const TEMPLATE = '/v3/hire-power-bank/insurance-orders/{out_order_no}';

/** Any Unicode text, but halves of surrogate pairs. */
const text = fc.string({ unit: 'binary', maxLength: 40 });
const segment = text.filter((value) => value !== '' && value !== '.' && value !== '..');

describe('encodeSegment', () => {
  test.each([
    ['20250919C', '20250919C'],
    ['a|b', 'a%7Cb'],
    ['a*b_c-d', 'a*b_c-d'],
    ['a@b', 'a%40b'],
    ['a/b?c#d%e', 'a%2Fb%3Fc%23d%25e'],
    ['a b', 'a%20b'],
    ['单🔋', '%E5%8D%95%F0%9F%94%8B'],
    ['...', '...'],
    ['%2e', '%252e'],
  ])('%s becomes %s', (value, encoded) => {
    expect(encodeSegment(value, 'out_order_no')).toBe(encoded);
  });

  test.each(['', '.', '..', 'a\uD83D', '\uDD0Bb'])('what no path can carry is refused: %j', (value) => {
    const error = thrownBy(() => encodeSegment(value, 'out_order_no'));
    expect(error).toMatchObject({ type: 'usage', code: 'BAD_PATH_PARAMETER' });
    expect(error.message).toContain('out_order_no');
  });

  test('is undone by decodeURIComponent', () => {
    fc.assert(fc.property(segment, (value) => decodeURIComponent(encodeSegment(value, 'x')) === value));
  });
});

describe('fillPath', () => {
  test('what is signed is what goes on the wire, whatever the value', () => {
    fc.assert(
      fc.property(segment, (value) => {
        const path = fillPath(TEMPLATE, { out_order_no: value });
        const url = new URL(path, BASE);
        expect(url.pathname + url.search + url.hash).toBe(path);
        expect(path.split('/')).toHaveLength(5);
      }),
      { numRuns: 500 },
    );
  });

  test('letter case and special characters of a value are kept', () => {
    const path = fillPath(TEMPLATE, { out_order_no: '20250919C_-|*' });
    expect(path).toBe('/v3/hire-power-bank/insurance-orders/20250919C_-%7C*');
  });

  test('a value is not read as a template, nor as a replacement pattern', () => {
    expect(fillPath('/a/{x}/{y}', { x: '{y}', y: '$&' })).toBe('/a/%7By%7D/%24%26');
  });

  test('fills a placeholder wherever and however often it stands', () => {
    expect(fillPath('/{x}/b/{x}', { x: '1' })).toBe('/1/b/1');
  });

  test.each([
    ['v3/certificates'],
    ['/v3/certificates'],
    ['//v3/certificates'],
    ['/\\v3/certificates'],
    ['/\t/v3/certificates'],
  ])('the path begins with one slash: %j', (path) => {
    expect(fillPath(path)).toBe('/v3/certificates');
    expect(new URL(fillPath(path), BASE).origin).toBe(BASE);
  });

  test.each([{}, { outOrderNo: '1' }])('a missing value is named: %j', (parameters) => {
    const error = thrownBy(() => fillPath(TEMPLATE, parameters));
    expect(error).toMatchObject({ type: 'usage', code: 'MISSING_PATH_PARAMETER' });
    expect(error.message).toContain('out_order_no');
  });

  test('a name that every object has is no value', () => {
    expect(thrownBy(() => fillPath('/{constructor}', {})).code).toBe('MISSING_PATH_PARAMETER');
  });
});

describe('encodeQuery', () => {
  test('is empty without parameters', () => {
    expect(encodeQuery([])).toBe('');
    expect(encodeQuery(new Map())).toBe('');
  });

  test('a blank is %20, and an apostrophe %27 as in every URL', () => {
    expect(encodeQuery([['a b', "c'd+e"]])).toBe('?a%20b=c%27d%2Be');
  });

  test('keeps order and repetition', () => {
    expect(encodeQuery([...Object.entries({ b: '1', a: '' }), ['b', '2']])).toBe('?b=1&a=&b=2');
  });

  test('what is signed is what goes on the wire, and is read back as it was', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(text, text), { minLength: 1, maxLength: 4 }), (pairs) => {
        const query = encodeQuery(pairs);
        expect(new URL(`/v3${query}`, BASE).search).toBe(query);
        const read = query
          .slice(1)
          .split('&')
          .map((pair) => pair.split('=').map(decodeURIComponent));
        expect(read).toEqual(pairs);
      }),
      { numRuns: 500 },
    );
  });

  test('half a surrogate pair is refused', () => {
    expect(thrownBy(() => encodeQuery([['a', '\uD83D']]))).toMatchObject({ type: 'usage', code: 'BAD_QUERY' });
    expect(thrownBy(() => encodeQuery([['\uD83D', 'a']]))).toMatchObject({ type: 'usage', code: 'BAD_QUERY' });
  });
});

describe('matchPath', () => {
  test.each([
    ['/v3/a/{id}', ['v3', 'a', '7'], { id: '7' }],
    ['/v3/a/{id}', ['v3', 'a', 'x/y|z'], { id: 'x/y|z' }],
    ['/v3/a/{id}/b', ['v3', 'a', '7', 'b'], { id: '7' }],
    ['/v3/a', ['v3', 'a'], {}],
    ['/v3/a/{id}', ['v3', 'a', ''], undefined],
    ['/v3/a/{id}', ['v3', 'a'], undefined],
    ['/v3/a/{id}', ['v3', 'a', '7', '8'], undefined],
    ['/v3/a/{id}', ['v3', 'A', '7'], undefined],
    ['/v3/a', ['v3', 'a', ''], undefined],
  ])('%s against %j', (template, segments, values) => {
    expect(matchPath(template, segments)).toEqual(values);
  });

  test('fixed segments are compared as asked', () => {
    const isSame = (expected: string, found: string) => expected === found.toLowerCase();
    expect(matchPath('/v3/a/{id}', ['V3', 'A', 'B'], isSame)).toEqual({ id: 'B' });
  });

  test('what a path was filled with is found in it', () => {
    fc.assert(
      fc.property(segment, (value) => {
        const [, ...segments] = fillPath(TEMPLATE, { out_order_no: value }).split('/').map(decodeURIComponent);
        expect(matchPath(TEMPLATE, segments)).toEqual({ out_order_no: value });
      }),
    );
  });
});
