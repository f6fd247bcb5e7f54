import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { replaceMember } from '../../src/notification/replace-member.js';

describe('replaceMember', () => {
  it.each([
    ['{"a":1,"r":{"x":[1,{"r":2}]},"b":2}', '{"a":1,"r":9,"b":2}'],
    ['{"r":{}}', '{"r":9}'],
    [' { "r" : "}\\"," , "b" : [ ] } ', ' { "r" : 9 , "b" : [ ] } '],
    ['{"r":1,"r":2}', '{"r":1,"r":9}'],
    ['{"a":{"r":1},"b":["r",1]}', '{"a":{"r":1},"b":["r",1]}'],
    ['{"a":"r","r":null}', '{"a":"r","r":9}'],
    ['{"\\u0072":12345678901234567890}', '{"\\u0072":9}'],
    ['{}', '{}'],
  ])('%s', (text, expected) => {
    expect(replaceMember(text, 'r', '9')).toBe(expected);
  });

  it('gives what replacing the parsed member gives, for any object', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), fc.jsonValue(), (object, value) => {
        const text = JSON.stringify({ ...object, resource: [object] }, null, 1);
        const replaced: unknown = JSON.parse(replaceMember(text, 'resource', JSON.stringify(value)));
        expect(replaced).toEqual(JSON.parse(JSON.stringify({ ...object, resource: value })));
      }),
    );
  });
});
