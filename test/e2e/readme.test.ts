import { execFile } from 'node:child_process';
import { mkdir, readFile, symlink } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BIN, freshMachine, type Machine } from './wxpay.js';

const execute = promisify(execFile);

/** One `$ command` of a README block, and what is shown below it. */
interface Shown {
  command: string;
  output: string;
}

const readShown = async (): Promise<Shown[]> => {
  const readme = await readFile(new URL('../../README.md', import.meta.url), 'utf8');
  const blocks = Array.from(readme.matchAll(/^```console\n([\s\S]*?)^```$/gm), ([, block = '']) => block);
  return blocks.flatMap((block) =>
    block
      .split(/^\$ /m)
      .slice(1)
      .map((part) => {
        const [command = '', ...output] = part.split('\n');
        return { command, output: output.join('\n') };
      }),
  );
};

/** What differs from run to run: numbers made up, times, ports. */
const settled = (text: string): string =>
  text
    .replace(/\b[0-9a-f]{32}\b/g, '<number>')
    .replace(/\b\d{13}[0-9A-F]{12}\b/g, '<order id>')
    .replace(/\b[0-9A-F]{40}(?=-\d)/g, '<request id>')
    .replace(/\d{4}-\d\d-\d\dT[\d:.]+\+08:00/g, '<time>')
    .replace(/127\.0\.0\.1:\d+/g, '<address>')
    .replace(/in [\d.]+ s, [\d.]+ a second/g, 'in <duration>')
    .replace(/\bEV-\w+/g, '<event id>');

describe('README', () => {
  let machine: Machine;
  let env: Record<string, string>;
  beforeAll(async () => {
    machine = await freshMachine();
    const bin = join(machine.home, 'bin');
    await mkdir(bin);
    await symlink(BIN, join(bin, 'wxpay'));
    env = {
      PATH: `${bin}${delimiter}${process.env['PATH']}`,
      HOME: machine.home,
      XDG_STATE_HOME: join(machine.home, 'state'),
      LANG: 'C.UTF-8',
    };
  });
  afterAll(() => machine.dispose());

  it('shows every output as it really is', async () => {
    const shown = await readShown();
    expect(shown.length).toBeGreaterThan(4);
    for (const { command, output } of shown) {
      const ran = await execute('sh', ['-c', `${command} 2>&1 || true`], { env, cwd: machine.home });
      expect({ command, output: settled(ran.stdout) }).toEqual({ command, output: settled(output) });
    }
  }, 60_000);
});
