import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { describeJsonProblem, type JsonProblem, readStrictJson } from '../../src/shared/strict-json.js';

const problemOf = (source: string | Uint8Array, limits?: Parameters<typeof readStrictJson>[1]): JsonProblem => {
  const result = readStrictJson(source, limits);
  if (result.ok) throw new Error('it was read');
  return result.problem;
};

const parsed = (text: string): unknown => {
  try {
    return { value: JSON.parse(text) };
  } catch {
    return 'not JSON';
  }
};

const read = (text: string): unknown => {
  const result = readStrictJson(text);
  return result.ok ? { value: result.value } : result.problem.kind === 'syntax' ? 'not JSON' : result.problem.kind;
};

describe('readStrictJson', () => {
  test('reads what JSON.parse reads', () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        expect(read(text)).toEqual(parsed(text));
      }),
    );
    const value = { 中文: ['😀', '\u007f', -1.5e-7, null, true], '': { a: {} } };
    expect(read(JSON.stringify(value, null, 2))).toEqual({ value });
    expect(readStrictJson('\ufeff{"a":1}')).toEqual({ ok: true, value: { a: 1 } });
    expect(readStrictJson(Buffer.from('\ufeff"é"'))).toEqual({ ok: true, value: 'é' });
  });

  test('refuses what JSON.parse refuses, whatever one character is taken out or put in', () => {
    const character = fc.constantFrom(...'{}[]",:\\/ \n\t-+.0eEu1truefalsn\u0001\u00a0\ud800');
    fc.assert(
      fc.property(fc.json(), fc.nat(), fc.nat({ max: 1 }), character, (text, position, removed, inserted) => {
        const at = position % (text.length + 1);
        const changed = text.slice(0, at) + inserted + text.slice(at + removed);
        // A changed name may be that of another member.
        if (read(changed) !== 'duplicate-key') expect(read(changed)).toEqual(parsed(changed));
      }),
      { numRuns: 3000 },
    );
  });

  test.each([
    ['', 'line 1, column 1: expected a value'],
    ['{"a" 1}', 'line 1, column 6: expected a colon'],
    ['{"a": 01}', 'line 1, column 8: expected a comma or }'],
    ['[1,\n 2', 'line 2, column 3: expected a comma or ]'],
    ['{"a":1,}', 'line 1, column 8: expected a name in double quotes'],
    ["{\n  'a': 1}", 'line 2, column 3: expected a name in double quotes'],
    ['{"a": "b\nc"}', 'line 1, column 7: this string does not end on its line, or has an invalid escape'],
    ['"\\x"', 'line 1, column 1: this string does not end on its line, or has an invalid escape'],
    ['"\\', 'line 1, column 1: this string does not end on its line, or has an invalid escape'],
    ['{} {}', 'line 1, column 4: expected nothing more'],
  ])('%j: %s', (text, said) => {
    expect(describeJsonProblem(problemOf(text)).en).toBe(said);
  });

  test.each([
    ['{"a":1,"a":1}', 'a', 1, 8],
    ['{"a":{"b":1,\n "b":2}}', 'b', 2, 2],
    ['[{"openid":"x"},{"openid":"y", "\\u006fpenid":"z"}]', 'openid', 1, 32],
    ['{"__proto__":1,"__proto__":2}', '__proto__', 1, 16],
    ['{"a\\u001b[2J":1,"a\\u001b[2J":2}', 'a\\u{1b}[2J', 1, 17],
  ])('refuses a key that stands twice in one object, and names it: %s', (text, key, line, column) => {
    expect(problemOf(text)).toMatchObject({ kind: 'duplicate-key', key, line, column });
  });

  test('takes the same key in two objects', () => {
    expect(readStrictJson('[{"a":{"a":1}},{"a":2}]')).toEqual({ ok: true, value: [{ a: { a: 1 } }, { a: 2 }] });
  });

  test('refuses nesting beyond the limit, however deep, without running out of stack', () => {
    expect(readStrictJson('['.repeat(100) + ']'.repeat(100)).ok).toBe(true);
    expect(problemOf('['.repeat(101) + ']'.repeat(101))).toMatchObject({ kind: 'depth', column: 101 });
    expect(problemOf('{"a":'.repeat(100_000))).toMatchObject({ kind: 'depth' });
    expect(problemOf('[[1]]', { maxDepth: 1 })).toMatchObject({ kind: 'depth', column: 2 });
    expect(readStrictJson(`[${'[[]],'.repeat(1000)}[]]`, { maxDepth: 3 }).ok).toBe(true);
  });

  test('refuses a text that is too long, and bytes that are not UTF-8, with their place', () => {
    expect(problemOf(`"${'x'.repeat(1024 * 1024)}"`)).toMatchObject({ kind: 'length' });
    expect(problemOf(Buffer.from('"é"'), { maxLength: 3 })).toMatchObject({ kind: 'length' });
    expect(problemOf(Buffer.from('{\n "a": "\xff"}', 'latin1'))).toEqual({
      kind: 'encoding',
      reason: expect.objectContaining({ en: 'not valid UTF-8' }),
      line: 2,
      column: 8,
    });
    expect(problemOf(Buffer.from('"a\xe4', 'latin1'))).toMatchObject({ kind: 'encoding', line: 1, column: 3 });
  });

  test('quotes nothing of a text that may hold a key', () => {
    const secret = 'MIIEvQIBADANBgkqhkiG9w0BAQEFAASC';
    for (const text of [`{"privateKey": ${secret}}`, `{"privateKey": "${secret}`, `{"a":"${secret}"} ${secret}`]) {
      expect(JSON.stringify(problemOf(text))).not.toContain(secret.slice(0, 8));
    }
  });

  test('takes time in proportion to the length: long strings, many keys, many levels', () => {
    const strings = `["${'\\n'.repeat(4_000_000)}"]`;
    const keys = `{${Array.from({ length: 200_000 }, (_, index) => `"k${index}":0`).join(',')}}`;
    const limits = { maxLength: 16 * 1024 * 1024 };
    expect(readStrictJson(strings, limits).ok).toBe(true);
    expect(readStrictJson(keys, limits).ok).toBe(true);
    expect(problemOf(`${strings.slice(0, -2)}`, limits)).toMatchObject({ kind: 'syntax' });
  });
});
