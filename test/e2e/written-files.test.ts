import { chownSync, existsSync, lchownSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { freshMachine, type Machine } from './wxpay.js';

let machine: Machine;
beforeAll(async () => {
  machine = await freshMachine({ inProcess: true });
  writeFileSync(join(machine.home, 'rows.csv'), 'openid\noWritten0001\nbad openid\n');
});
afterAll(() => machine.dispose());

const path = (name: string) => join(machine.home, name);
const modeOf = (name: string) => statSync(path(name)).mode & 0o777;
const batch = (...args: string[]) => machine.run(['insurance', 'batch', 'rows.csv', '--sandbox', '--id', 'a', ...args]);

test('results, what says whose they are, and failed rows can be read by their owner alone', async () => {
  const { code, stderr } = await batch('--results', 'r.ndjson', '--failed', 'f.csv');
  expect(code, stderr).toBe(7);
  expect(['r.ndjson', 'r.ndjson.meta.json', 'f.csv'].map(modeOf)).toEqual([0o600, 0o600, 0o600]);
  expect(readFileSync(path('f.csv'), 'utf8')).toContain('bad openid');
});

test('a link in place of a temporary name or of the meta file leads nowhere', async () => {
  writeFileSync(path('precious'), 'precious');
  for (const name of ['s.ndjson.meta.json.draft', 's.ndjson.meta.json']) symlinkSync(path('precious'), path(name));
  const { code, stderr } = await batch('--results', 's.ndjson');
  expect(code, stderr).toBe(7);
  expect(readFileSync(path('precious'), 'utf8')).toBe('precious');
  expect(readFileSync(path('s.ndjson.meta.json'), 'utf8')).toContain('"mchid"');
});

test("results may be a link of one's own to another file", async () => {
  symlinkSync(path('elsewhere.ndjson'), path('l.ndjson'));
  const { code, stderr } = await batch('--results', 'l.ndjson');
  expect(code, stderr).toBe(7);
  expect(readFileSync(path('elsewhere.ndjson'), 'utf8')).toContain('oWritten0001');
});

// Only root can give files away.
describe.runIf(process.geteuid?.() === 0)('what another user has put in place of a file', () => {
  const ANOTHER = 65_534;

  test.each([
    ['--results', 'theirs.ndjson'],
    ['--failed', 'theirs.csv'],
  ])('%s is refused before anything is sent, and nothing is written to it', async (option, name) => {
    writeFileSync(path(name), '');
    chownSync(path(name), ANOTHER, ANOTHER);
    const { code, stdout, stderr } = await batch(option, name);
    expect([code, stdout]).toEqual([3, '']);
    expect(stderr).toContain(`cannot write ${path(name)}: it belongs to another user (uid 65534)`);
    expect(stderr).toContain('Nothing was sent.');
    expect(readFileSync(path(name), 'utf8')).toBe('');
  });

  test('a link is not followed', async () => {
    symlinkSync(path('led-to.ndjson'), path('planted.ndjson'));
    lchownSync(path('planted.ndjson'), ANOTHER, ANOTHER);
    const { code, stderr } = await batch('--results', 'planted.ndjson');
    expect(code).toBe(3);
    expect(stderr).toContain('the symbolic link belongs to another user (uid 65534)');
    expect(existsSync(path('led-to.ndjson'))).toBe(false);
  });
});
