import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freshMachine, type Machine } from './wxpay.js';

describe('input that is read whole', () => {
  let machine: Machine;
  beforeAll(async () => {
    machine = await freshMachine();
  });
  afterAll(() => machine.dispose());

  const calls = [
    ['insurance', 'create', '--sandbox', '--data', '-'],
    ['notify', 'decode', '-', '--sandbox', '--headers', '/dev/null'],
  ];

  it.each(calls)('has a limit: %s %s', async (...args) => {
    const { code, stdout, stderr } = await machine.run(args, { stdin: ' '.repeat(1024 * 1024 + 1) });
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain('more than 1 MiB');
  });

  it.each(calls)('is not waited for any longer after the first Ctrl-C: %s %s', async (...args) => {
    const { code } = await machine.run(args, {
      keepOpen: true,
      onStart: (child) => {
        setTimeout(() => child.kill('SIGINT'), 700);
      },
    });
    expect(code).toBe(130);
  });
});
