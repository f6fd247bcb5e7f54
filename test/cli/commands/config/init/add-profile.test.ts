import { load } from 'js-yaml';
import { expect, test } from 'vitest';
import { addProfile } from '../../../../../src/cli/commands/config/init/add-profile.js';

const content = { mchid: '1900000110', certs: { PUB_KEY_ID_1: './b/pub_key.pem' } };
const profile = (indent: string) =>
  ['shop-b:', '  mchid: "1900000110"', '  certs:', '    PUB_KEY_ID_1: "./b/pub_key.pem"']
    .map((line) => `${indent}${line}\n`)
    .join('');
const section = `profiles:\n${profile('  ')}`;

test.each([
  ['an empty file', '', `\n${section}`],
  ['a file of comments', '# mine\n', `# mine\n\n${section}`],
  ['a file without profiles', '# mine\nmchid: "1" # ours\n', `# mine\nmchid: "1" # ours\n\n${section}`],
  ['a file without a last line end', 'mchid: "1"', `mchid: "1"\n\n${section}`],
  [
    'profiles that are all commented out',
    'profiles:\n  #a:\noutput: json\n',
    `profiles:\n${profile('  ')}  #a:\noutput: json\n`,
  ],
  [
    'profiles, and a key behind them',
    'profiles:\n  a: { mchid: "1" } # first\n\n# how to print\noutput: json\n',
    `profiles:\n  a: { mchid: "1" } # first\n${profile('  ')}\n# how to print\noutput: json\n`,
  ],
  [
    'profiles that are indented by four',
    'profiles:\n    a:\n        mchid: "1"\n',
    `profiles:\n    a:\n        mchid: "1"\n${profile('    ')}`,
  ],
  [
    'a profile of that name between others',
    'profiles:\n  a:\n    mchid: "1"\n  shop-b:\n    mchid: "2"\n    output: json\n  c:\n    mchid: "3"\n',
    `profiles:\n  a:\n    mchid: "1"\n${profile('  ')}  c:\n    mchid: "3"\n`,
  ],
])('adds a profile to %s, and every other line stays', (_, before, after) => {
  expect(addProfile(before, 'shop-b', content)).toBe(after);
  expect(load(after)).toMatchObject({ profiles: { 'shop-b': content } });
});

test('keeps the line ends of Windows', () => {
  const made = addProfile('mchid: "1"\r\nprofiles:\r\n  a:\r\n    mchid: "2"\r\n', 'shop-b', content) ?? '';
  expect(made.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
  expect(load(made)).toMatchObject({ mchid: '1', profiles: { a: { mchid: '2' }, 'shop-b': content } });
});

test('puts a name into quotes that would be something else without', () => {
  expect(addProfile('', 'no', content)).toContain('\n  "no":\n');
});

test.each(['{ mchid: "1" }\n', 'profiles: { a: { mchid: "1" } }\n', 'profiles: 3\n', '- a\n'])(
  'leaves alone what is laid out otherwise: %j',
  (text) => {
    expect(addProfile(text, 'shop-b', content)).toBeUndefined();
  },
);
