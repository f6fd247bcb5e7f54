import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';

const root = new URL('../../', import.meta.url);

/** The paths of this repository that a page names in backticks. */
const pathsOf = (page: string): string[] => {
  const text = readFileSync(new URL(page, root), 'utf8');
  const paths = Array.from(
    text.matchAll(/`((?:src|test|docs|bin)\/[\w./-]*)`|`(\w+\.md)`/g),
    ([, path, top]) => path ?? top,
  );
  return [...new Set(paths)].flatMap((path) => (path === undefined ? [] : [path]));
};

describe.each(['docs/architecture.md', 'CONTRIBUTING.md'])('%s', (page) => {
  test.each(pathsOf(page))('names a path that exists: %s', (path) => {
    expect(existsSync(new URL(path, root))).toBe(true);
  });
});

test('every folder of src has its place among the layers', () => {
  const folders = readdirSync(new URL('src/', root), { withFileTypes: true }).filter((entry) => entry.isDirectory());
  expect(pathsOf('docs/architecture.md')).toEqual(expect.arrayContaining(folders.map(({ name }) => `src/${name}`)));
});
