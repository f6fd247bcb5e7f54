import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freshMachine, type Machine, type RunningSandbox } from './wxpay.js';

/** A server that is away for a while: the same address and data before and after. */
describe('an outage', () => {
  let machine: Machine;
  let sandbox: RunningSandbox;
  let args: string[];
  beforeAll(async () => {
    machine = await freshMachine();
    const data = ['--data', join(machine.home, 'data'), '--receive-after', '0'];
    sandbox = await machine.startSandbox(data);
    args = [...data, '--port', new URL(sandbox.url).port];
  });
  afterAll(() => machine.dispose());

  const COUNT = 60;
  const path = (name: string): string => join(machine.home, name);
  const readLines = async (file: string): Promise<{ out_order_no: string; status: string }[]> =>
    (existsSync(file) ? await readFile(file, 'utf8') : '')
      .split('\n')
      .slice(0, -1)
      .map((line) => JSON.parse(line));

  /**
   * Runs a command, with an outage that begins after some results and ends when stderr says what it does about it.
   * @param felt what stderr says once the outage is felt
   */
  const runThrough = async (words: readonly string[], results: string, felt: RegExp) => {
    let noticed: () => void = () => {};
    const isFelt = new Promise<void>((resolve) => {
      noticed = resolve;
    });
    const outage = async (): Promise<void> => {
      while ((await readLines(results)).length < 5) await delay(10);
      await sandbox.stop();
      const before = await readLines(results);
      expect(before.length, 'the run ended before the outage').toBeLessThan(COUNT);
      await isFelt;
      sandbox = await machine.startSandbox(args);
    };
    let during: Promise<void> = Promise.resolve();
    let said = '';
    const result = await machine.run([...words, '--config', sandbox.config, '--results', results], {
      onStart: (child) => {
        child.stderr?.on('data', (chunk) => {
          said += String(chunk);
          if (felt.test(said)) noticed();
        });
        during = outage();
      },
    });
    // Whatever came of it, the others need the server.
    noticed();
    await during;
    expect(said).toMatch(felt);
    return result;
  };

  const expectOrders = async (prefix: string): Promise<void> => {
    const response = await fetch(`${sandbox.url}/__sandbox/orders`);
    const { orders }: { orders: { out_order_no: string }[] } = JSON.parse(await response.text());
    const found = orders.map(({ out_order_no: number }) => number).filter((number) => number.startsWith(prefix));
    expect(found.toSorted()).toEqual(Array.from({ length: COUNT }, (_, at) => `${prefix}${at}`).toSorted());
  };

  const writeRows = async (prefix: string): Promise<string> => {
    const file = path(`${prefix}rows.csv`);
    const rows = Array.from({ length: COUNT }, (_, at) => `o${at},${prefix}${at}`);
    await writeFile(file, ['openid,out_order_no', ...rows, ''].join('\n'));
    return file;
  };

  it('is waited for by a batch with retries enough: every order is made', { timeout: 60_000 }, async () => {
    const results = path('waited.ndjson');
    const words = ['insurance', 'batch', await writeRows('w'), '--rate', '40', '--retries', '30', '--verbose'];
    const { code, stderr } = await runThrough(words, results, /nothing is listening/);
    expect(code, stderr).toBe(0);
    expect((await readLines(results)).map(({ status }) => status)).toEqual(
      Array.from({ length: COUNT }, () => 'created'),
    );
    await expectOrders('w');
  });

  it('stops a batch with few retries, and the call that it prints ends it well', { timeout: 60_000 }, async () => {
    const results = path('stopped.ndjson');
    const words = ['insurance', 'batch', await writeRows('s'), '--rate', '40', '--retries', '0'];
    const { code, stderr } = await runThrough(words, results, /resume with/);
    expect(code).toBe(5);
    expect(stderr).toMatch(/^ *wxpay insurance batch .* --resume --retry-failed$/m);
    const again = await machine.run([
      ...words,
      '--config',
      sandbox.config,
      '--results',
      results,
      '--resume',
      '--retry-failed',
    ]);
    expect(again.code, again.stderr).toBe(0);
    await expectOrders('s');
  });

  it('is waited for by reconcile --until-final: every order is read', { timeout: 60_000 }, async () => {
    const numbers = path('numbers.txt');
    await machine.run(['insurance', 'batch', await writeRows('u'), '--config', sandbox.config, '--quiet']);
    await writeFile(numbers, Array.from({ length: COUNT }, (_, at) => `u${at}\n`).join(''));
    const results = path('states.ndjson');
    const words = ['insurance', 'reconcile', numbers, '--rate', '40', '--retries', '0', '--until-final', '10m'];
    const { code, stderr } = await runThrough(words, results, /reading again in/);
    expect(code, stderr).toBe(0);
    const lines = await readLines(results);
    expect(lines.map(({ status }) => status)).toEqual(Array.from({ length: COUNT }, () => 'found'));
    expect(new Set(lines.map(({ out_order_no: number }) => number)).size).toBe(COUNT);
  });
});
