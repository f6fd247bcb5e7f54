import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findMembers } from '../../src/shared/json-members.js';

const membersOf = (text: string) =>
  Object.fromEntries([...findMembers(text)].map(([name, { from, to }]) => [name, text.slice(from, to)]));

describe('members of a JSON object', () => {
  it.each([
    ['{}', {}],
    ['{"a":1}', { a: '1' }],
    [' { "a" : 1 , "b" : "x" } ', { a: '1', b: '"x"' }],
    ['{"n":12345678901234567890.00}', { n: '12345678901234567890.00' }],
    ['{"a":{"a":1,"b":2},"c":[{"a":3},4]}', { a: '{"a":1,"b":2}', c: '[{"a":3},4]' }],
    ['{"a":"}, \\"b\\": 1"}', { a: '"}, \\"b\\": 1"' }],
    ['{"\\u0061":true}', { a: 'true' }],
    ['{"a":1,"b":2,"a":3}', { b: '2', a: '3' }],
    ['{"":null}', { '': 'null' }],
  ])('of %s are found as they stand', (text, members) => {
    expect(membersOf(text)).toEqual(members);
  });

  it.each(['[{"a":1}]', '"{}"', '12', 'null'])('%s has none', (text) => {
    expect(findMembers(text).size).toBe(0);
  });

  it('are those that JSON.parse finds, with their values, however the text is laid out', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), fc.constantFrom(0, 1, '\t'), (object, space) => {
        const text = JSON.stringify(object, null, space);
        const found = Object.entries(membersOf(text)).map(([name, value]) => [name, JSON.parse(value)]);
        expect(found.toSorted()).toEqual(Object.entries(JSON.parse(text)).toSorted());
      }),
      { seed: 1 },
    );
  });

  it('are found in a text that is nested 100,000 levels deep', () => {
    const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
    expect(membersOf(`{"a":${deep},"b":1}`)).toEqual({ a: deep, b: '1' });
  });
});
