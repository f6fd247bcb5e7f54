import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { RULES } from '../../../src/sandbox/api/rules.js';

it('docs/sandbox.md lists the rules with their source, and how sure each is', async () => {
  const text = await readFile(new URL('../../../docs/sandbox.md', import.meta.url), 'utf8');
  const [, table = ''] = text.split('| rule | source | |\n| --- | --- | --- |\n');
  const cell = (part: string) => part.replaceAll('|', '\\|').replaceAll('<', '&lt;');
  const rows = RULES.map(
    ({ rule, source, certainty }) =>
      `| ${cell(rule)} | ${source} | ${certainty === 'documented' ? 'sure' : certainty} |`,
  );
  expect(table.trimEnd().split('\n')).toEqual(rows);
});
