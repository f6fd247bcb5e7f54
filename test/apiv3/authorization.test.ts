import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Authorization, formatAuthorization, parseAuthorization } from '../../src/apiv3/authorization.js';
import { growth } from './helpers.js';

const authorization: Authorization = {
  mchid: '1900000001',
  nonce: '593BEC0C930BF1AFEB40B4A08C8FB242',
  signature:
    'uOVRnA4qG/MNnYzdQxJanN+zU+lTgIcnU9BxGw5dKjK+VdEUz2FeIoC+D5sB/LN+nGzX3hfZg6r5wT1pl2ZobmIc6p0ldN7J6yDgUzbX8Uk3sD4a4eZVPTBvqNDoUqcYMlZ9uuDdCvNv4TM3c1WzsXUrExwVkI1XO5jCNbgDJ25nkT/c1gIFvqoogl7MdSFGc4W4xZsqCItnqbypR3RuGIlR9h9vlRsy7zJR9PBI83X8alLDIfR1ukt1P7tMnmogZ0cuDY8cZsd8ZlCgLadmvej58SLsIkVxFJ8XyUgx9FmutKSYTmYtWBZ0+tNvfGmbXU7cob8H/4nLBiCwIUFluw==',
  timestamp: '1554208460',
  serial: '1DDE55AD98ED71D6EDD4A4A16996DE7B47773A8C',
};

const PAIRS = [
  `mchid="${authorization.mchid}"`,
  `nonce_str="${authorization.nonce}"`,
  `signature="${authorization.signature}"`,
  `timestamp="${authorization.timestamp}"`,
  `serial_no="${authorization.serial}"`,
];

const SCHEME = 'WECHATPAY2-SHA256-RSA2048';
const header = (pairs: readonly string[], separator = ',') => `${SCHEME} ${pairs.join(separator)}`;

const problemOf = (value: string | undefined): string => {
  const parsed = parseAuthorization(value);
  if (parsed.ok) throw new Error('it was accepted');
  return parsed.problem;
};

/** Any text that a header can carry between quotes. */
const value = fc.stringMatching(/^[\x21\x23-\x7e][\x20\x21\x23-\x7e]*$/);
const authorizations = fc.record({ mchid: value, nonce: value, signature: value, timestamp: value, serial: value });

describe('formatAuthorization', () => {
  test('writes the scheme and the five parameters on one line', () => {
    expect(formatAuthorization(authorization)).toBe(header(PAIRS));
    expect(formatAuthorization(authorization)).not.toMatch(/[\r\n]/);
  });

  test('is read back as it was', () => {
    fc.assert(
      fc.property(authorizations, (each) => {
        expect(parseAuthorization(formatAuthorization(each))).toEqual({ ok: true, authorization: each });
      }),
    );
  });
});

describe('parseAuthorization', () => {
  test('takes the parameters in any order, with blanks around the commas', () => {
    const orders = fc.shuffledSubarray(PAIRS, { minLength: PAIRS.length });
    const separators = fc.stringMatching(/^ {0,2}, {0,2}$/);
    fc.assert(
      fc.property(orders, separators, (pairs, separator) => {
        expect(parseAuthorization(header(pairs, separator))).toEqual({ ok: true, authorization });
      }),
    );
  });

  test('takes blanks after the scheme and at the end', () => {
    expect(parseAuthorization(`${header(PAIRS).replace(' ', '   ')}  `)).toEqual({ ok: true, authorization });
  });

  test('leaves a comma within quotes alone', () => {
    const parsed = parseAuthorization(header(PAIRS.with(1, 'nonce_str="a,b, c"')));
    expect(parsed).toEqual({ ok: true, authorization: { ...authorization, nonce: 'a,b, c' } });
  });

  test.each([undefined, ''])('no header: %j', (absent) => {
    expect(problemOf(absent)).toBe('the Authorization header is missing');
  });

  test.each(['WECHATPAY2-SM2-WITH-SM3', 'wechatpay2-sha256-rsa2048', 'Bearer', `${SCHEME},`])(
    'another scheme is named: %s',
    (scheme) => {
      expect(problemOf(`${scheme} ${PAIRS.join(',')}`)).toBe(`the scheme is "${scheme}", expected ${SCHEME}`);
    },
  );

  test('a scheme without parameters', () => {
    expect(problemOf(SCHEME)).toContain('cannot read');
    expect(problemOf(`${SCHEME} `)).toContain('cannot read');
  });

  test.each([
    ['mchid', 0],
    ['nonce_str', 1],
    ['signature', 2],
    ['timestamp', 3],
    ['serial_no', 4],
  ])('%s absent, empty or given twice', (name, index) => {
    expect(problemOf(header(PAIRS.toSpliced(index, 1)))).toBe(`${name} missing`);
    expect(problemOf(header(PAIRS.with(index, `${name}=""`)))).toBe(`${name} missing`);
    expect(problemOf(header([...PAIRS, `${name}="x"`]))).toBe(`${name} is given twice`);
  });

  test('all that is missing is named', () => {
    expect(problemOf(header(['mchid="1"', 'timestamp="2"']))).toBe('nonce_str, signature, serial_no missing');
  });

  test.each([
    ['no quotes', 'mchid=1900000001'],
    ['single quotes', "mchid='1900000001'"],
    ['no name', '"1900000001"'],
    ['an open quote', 'mchid="1900000001'],
    ['no comma after it', 'mchid="1900000001" nonce_str="x"'],
    ['a comma too many', 'mchid="1900000001",'],
    ['something after the quotes', 'mchid="1900000001"x'],
  ])('malformed: %s', (_, pair) => {
    expect(problemOf(header(PAIRS.with(0, pair)))).toContain('cannot read');
    expect(problemOf(header(PAIRS.toSpliced(0, 1).concat(pair)))).toContain('cannot read');
  });

  test('a line end within the header is not a blank within a value', () => {
    expect(problemOf(header(PAIRS).replace('mchid=', 'mchid=\n'))).toContain('cannot read');
  });

  test('any text: a result, never an error', () => {
    fc.assert(fc.property(fc.string(), (text) => !parseAuthorization(`${SCHEME} ${text}`).ok));
  });
});

describe('hostile headers', () => {
  test('a header of more than 8 KiB is refused as that', () => {
    expect(problemOf(`${header(PAIRS)}${' '.repeat(8192)}`)).toBe(
      'the Authorization header is longer than 8192 characters',
    );
  });

  test('no part of a signature is shown', () => {
    expect(problemOf(header([`signature=${authorization.signature}`]))).not.toContain(
      authorization.signature.slice(0, 4),
    );
  });

  test('names of the language are parameters like others', () => {
    const parsed = parseAuthorization(header([...PAIRS, '__proto__="x"', 'constructor="y"']));
    expect(parsed).toEqual({ ok: true, authorization });
  });

  test.each([
    ['commas and blanks', (size: number) => ',   '.repeat(size / 4)],
    ['commas and names', (size: number) => ',a'.repeat(size / 2)],
    ['one long name', (size: number) => 'a'.repeat(size)],
    ['empty values', (size: number) => 'a="",'.repeat(size / 5)],
  ])('the time grows with the length at most: %s', (_, make) => {
    expect(growth((text) => problemOf(`${SCHEME} ${text}`), make, 50_000)).toBeLessThan(45);
    expect(growth((text) => problemOf(`${SCHEME} ${text}`), make, 900)).toBeLessThan(45);
  });
});
