import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { CALL_NAMES, CALLS } from '../../src/insurance/api.js';
import { REQUESTS, RESPONSES } from '../../src/insurance/schema.js';

const src = new URL('../../src/', import.meta.url);
const sources = readdirSync(src, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts'))
  .map((file) => ({ file: file.replaceAll('\\', '/'), source: readFileSync(new URL(file, src), 'utf8') }));

/** The files in whose code, comments aside, a text stands. */
const placesOf = (text: string): string[] =>
  sources
    .filter(({ source }) => source.split('\n').some((line) => line.includes(text) && !/^\s*(?:\/\/|\/?\*)/.test(line)))
    .map(({ file }) => file);

const fixedSegments = CALL_NAMES.flatMap((name) => CALLS[name].path.split('/')).filter(
  (segment) => segment.includes('-') && !segment.startsWith('{'),
);

test.each([...new Set(fixedSegments)])('%s is spelled in the table of calls and nowhere else', (segment) => {
  expect(placesOf(segment)).toEqual(['insurance/api.ts']);
  const property = segment.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
  expect(placesOf(property)).toEqual([]);
});

test('the path of the platform certificates is spelled in one place', () => {
  expect(placesOf('v3/certificates')).toEqual(['apiv3/path.ts']);
});

test('the Chinese title of a call is spelled in the table of calls and nowhere else', () => {
  for (const name of CALL_NAMES) {
    const { zh } = CALLS[name].title;
    expect(placesOf(`'${zh}'`)).toEqual(['insurance/api.ts']);
  }
});

test('no two calls have the same method and path, and each placeholder is a field', () => {
  const calls = CALL_NAMES.map((name) => `${CALLS[name].method} ${CALLS[name].path}`);
  expect(new Set(calls).size).toBe(calls.length);
  const fields = [REQUESTS.order(false), ...Object.values(RESPONSES)].flatMap(({ shape }) => Object.keys(shape));
  for (const call of calls) {
    for (const [, name] of call.matchAll(/\{(\w+)\}/g)) expect(fields).toContain(name);
  }
});
