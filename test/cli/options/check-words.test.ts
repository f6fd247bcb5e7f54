import { Option } from '@commander-js/extra-typings';
import { expect, test } from 'vitest';
import { requireUtf8, requireValues } from '../../../src/cli/options/check-words.js';

const OPTIONS = [
  '-c, --config <file>',
  '-o, --output <format>',
  '-q, --quiet',
  '-v, --verbose',
  '--id <id>',
  '--data <json>',
  '--wait [seconds]',
  '--dry-run',
].map((flags) => new Option(flags));

test.each([
  ['--id --dry-run', '--id', '--dry-run'],
  ['--id --made-up', '--id', '--made-up'],
  ['--id --dry-run=1', '--id', '--dry-run=1'],
  ['--id --', '--id', '--'],
  ['--id -q', '--id', '-q'],
  ['--id -qv', '--id', '-qv'],
  ['--id -ojson', '--id', '-ojson'],
  ['--id -qojson', '--id', '-qojson'],
  ['-o --dry-run', '--output', '--dry-run'],
  ['-qo --dry-run', '--output', '--dry-run'],
  ['x -v --config -q --id 1', '--config', '-q'],
])('%s: %s has no value', (typed, option, found) => {
  expect(() => requireValues(typed.split(' '), OPTIONS)).toThrow(
    `${option}: expected a value, found "${found}", which looks like an option`,
  );
});

test.each([
  [`-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASC`],
  [`--${'MIIEvQIBADANBgkqhkiG9w0BAQEFAASC'.repeat(3)}`],
  ['-----BEGIN'],
])('a key in the place of a value is not quoted: %j', (key) => {
  expect(() => requireValues(['--config', key], OPTIONS)).toThrow(
    new RegExp(`^--config: expected a value, found ${key.length} characters that begin like an option$`),
  );
});

test.each([[['--id', '']], [['--id=']], [['-o', '']]])('an empty value is none: %j', (argv) => {
  expect(() => requireValues(argv, OPTIONS)).toThrow('found an empty one');
});

test.each([
  ['--id=--dry-run'],
  ['--id=-q'],
  ['--id -'],
  ['--data - --dry-run'],
  ['--id -42'],
  ['--id -qx'],
  ['--id -1q --dry-run'],
  ['--id a --dry-run'],
  ['--id a=--b'],
  ['--data {"a":"--id"} --dry-run'],
  ['--wait --dry-run'],
  ['-ojson --dry-run'],
  ['-o json -- --id --dry-run'],
  ['--id'],
])('%s is taken as it is', (typed) => {
  expect(() => requireValues(typed.split(' '), OPTIONS)).not.toThrow();
});

test('a word that was not UTF-8 is refused, with its place', () => {
  expect(() => requireUtf8(['insurance', 'create', '--openid', 'o\uFFFD'])).toThrow(
    'the word behind --openid is not valid UTF-8: "o\uFFFD"',
  );
  expect(() => requireUtf8(['insurance', 'get', '\uFFFD\uFFFD'])).toThrow('word 3 is not valid UTF-8');
  expect(() => requireUtf8(['--openid', 'é中😀'])).not.toThrow();
});
