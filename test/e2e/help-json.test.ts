import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { freshMachine, type Machine, type RunningSandbox } from './wxpay.js';

/** What a command says that it prints is what it prints. */
describe('the schema of the output', () => {
  let machine: Machine;
  let sandbox: RunningSandbox;
  beforeAll(async () => {
    machine = await freshMachine();
    sandbox = await machine.startSandbox(['--data', join(machine.home, 'sandbox'), '--mode', 'certificate']);
    await writeFile(join(machine.home, 'rows.csv'), 'openid\no1\n \n');
  });
  afterAll(() => machine.dispose());

  it.each([
    [
      ['insurance', 'create'],
      ['--openid', 'o1', '--out-order-no', 'n1'],
    ],
    [['insurance', 'get'], ['n1']],
    [['insurance', 'qualification'], ['o1']],
    [['insurance', 'batch'], ['rows.csv']],
    [['certs', 'download'], []],
    [['config', 'show'], []],
    [['config', 'path'], []],
    [['config', 'check'], ['--offline']],
    [['explain'], ['PARAM_ERROR']],
    [
      ['notify', 'send'],
      ['--to', 'http://127.0.0.1:9/', '--data', 'sandbox'],
    ],
  ])('of %j holds for what is printed', async (words, args) => {
    const { stdout: help } = await machine.run(['help', ...words, '--json']);
    const schema = z.fromJSONSchema(JSON.parse(help).output);
    const { stdout } = await machine.run([...words, ...args, '--json'], {
      env: { WECHATPAY_CONFIG: sandbox.config },
    });
    const printed = words.includes('batch') ? stdout.trimEnd().split('\n') : [stdout];
    for (const object of printed) expect(z.safeParse(schema, JSON.parse(object)).error).toBeUndefined();
  });

  it('of sandbox holds for the line that says it is ready', async () => {
    const { stop: _, ...ready } = sandbox;
    const { stdout: help } = await machine.run(['help', 'sandbox', '--json']);
    expect(z.safeParse(z.fromJSONSchema(JSON.parse(help).output), ready).error).toBeUndefined();
  });
});
