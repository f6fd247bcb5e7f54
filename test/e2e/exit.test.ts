import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CommandNodes } from '../../src/cli/command-module.js';
import { COMMANDS } from '../../src/cli/commands.js';
import { freshMachine, type Machine } from './wxpay.js';

const PRELOAD = fileURLToPath(new URL('helpers/break-command.cjs', import.meta.url));

let machine: Machine;
beforeAll(async () => {
  machine = await freshMachine();
});
afterAll(() => machine.dispose());

/** Arguments with which a command is called validly, where it needs any. */
const ARGUMENTS: Readonly<Record<string, readonly string[]>> = {
  'insurance get': ['n1'],
  'insurance watch': ['n1'],
  'insurance qualification': ['o1'],
  'insurance batch': ['rows.csv'],
  'insurance merge': ['results.ndjson'],
  'insurance reconcile': ['rows.csv'],
  request: ['GET', '/v3/certificates'],
  explain: ['PARAM_ERROR'],
  completion: ['bash'],
  'notify send': ['--to', 'http://127.0.0.1:9/'],
  'notify replay': ['kept.http', '--to', 'http://127.0.0.1:9/'],
  'sandbox exec': ['--', 'true'],
};

const pathsOf = (nodes: CommandNodes): string[] =>
  Object.entries(nodes).flatMap(([name, node]) =>
    'children' in node ? pathsOf(node.children).map((path) => `${name} ${path}`) : [name],
  );

describe.each(pathsOf(COMMANDS))('wxpay %s', (path) => {
  const run = (how: string, ...more: string[]) =>
    machine.run([...path.split(' '), ...more, ...(ARGUMENTS[path] ?? [])], {
      env: { NODE_OPTIONS: `--require ${PRELOAD}`, BREAK: how },
    });

  it('ends with 1, and says so, when the event loop runs empty before it is done', async () => {
    const { code, stdout, stderr } = await run('wait');
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toContain('this is a bug in wxpay: the command has not finished');
  });

  it('ends with 1, and says so, when an error is thrown where nobody catches it', async () => {
    const { code, stdout, stderr } = await run('throw', '--json');
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(JSON.parse(stderr).error).toMatchObject({
      type: 'internal',
      message: expect.stringContaining('thrown out of reach'),
    });
  });
});
