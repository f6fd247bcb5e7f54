import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BIN, freshMachine, type Machine } from './wxpay.js';

let machine: Machine;
beforeAll(async () => {
  machine = await freshMachine();
});
afterAll(() => machine.dispose());

const shell = (args: string, redirection: string) =>
  spawnSync('sh', ['-c', `${process.execPath} ${BIN} ${args} ${redirection}`], {
    env: { HOME: machine.home },
    encoding: 'utf8',
  });

describe.skipIf(!existsSync('/dev/full'))('on a full disk', () => {
  it('an order whose answer could not be written is named, with a code that says to repeat it by its number', () => {
    const create = 'insurance create --sandbox --openid o1 --out-order-no full-1';
    const { status, stderr } = shell(`${create} --json`, '> /dev/full');
    expect(status).toBe(5);
    expect(JSON.parse(stderr).error).toMatchObject({ code: 'OUTPUT_NOT_WRITABLE', out_order_no: 'full-1' });
    expect(shell(create, '> /dev/full').stderr).not.toContain('    at ');
  });

  it('a log that cannot be written changes nothing', () => {
    const { status, stdout } = shell('insurance create --sandbox --openid o1 --json --verbose', '2> /dev/full');
    expect(status).toBe(0);
    expect(JSON.parse(stdout).openid).toBe('o1');
  });

  it('not even the version ends with a stack', () => {
    const { status, stderr } = shell('--version', '> /dev/full');
    expect(status).toBe(5);
    expect(stderr).toMatch(/^error: the version could not be written: [^\n]*\n$/);
  });
});
