import { spawn } from 'node:child_process';
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { BIN, freshMachine, type Machine, type RunningSandbox, sandboxRequests } from './wxpay.js';

const ORDERS = 300;
const KILLS = 8;

let machine: Machine;
let sandbox: RunningSandbox;
beforeAll(async () => {
  machine = await freshMachine();
  sandbox = await machine.startSandbox([
    ...['--data', join(machine.home, 'data'), '--latency', '5-30', '--seed', '7', '--receive-after', '0'],
  ]);
});
afterAll(() => machine.dispose());

const sizeOf = (file: string): number => (existsSync(file) ? statSync(file).size : 0);

it('kill -9 at any moment and --resume end with every order read, and none sent', { timeout: 90_000 }, async () => {
  const input = join(machine.home, 'rows.csv');
  const results = join(machine.home, 'results.ndjson');
  const states = join(machine.home, 'states.ndjson');
  const rows = Array.from({ length: ORDERS }, (_, at) => `oUser${at},number-${at}`);
  writeFileSync(input, ['openid,out_order_no', ...rows, ''].join('\n'));
  const config = ['--config', sandbox.config];
  const made = await machine.run(['insurance', 'batch', input, ...config, '--results', results, '--quiet']);
  expect(made.code).toBe(0);
  const { length: before } = await sandboxRequests(sandbox);

  const args = ['insurance', 'reconcile', results, ...config, '--results', states, '--concurrency', '4'];
  for (let kills = 0; kills < KILLS; kills += 1) {
    const size = sizeOf(states);
    const growth = Math.random() * 6000;
    const child = spawn(process.execPath, [BIN, ...args, ...(existsSync(states) ? ['--resume'] : [])], {
      env: { PATH: process.env['PATH'] ?? '', HOME: machine.home },
      stdio: 'ignore',
    });
    const ended = new Promise<boolean>((resolve) => {
      child.once('close', (_, signal) => resolve(signal === 'SIGKILL'));
    });
    // Every other one while orders are read, the others at any moment, start included.
    if (kills % 2 === 0) while (sizeOf(states) - size < growth && child.exitCode === null) await delay(3);
    else await delay(Math.random() * 400);
    child.kill('SIGKILL');
    expect(await ended, 'the run ended before it was killed: more orders are needed').toBe(true);
  }
  const last = await machine.run([...args, '--resume', '--json']);
  expect(last.code).toBe(0);
  expect(last.stderr).toContain('"all_final":true');

  const lines: { out_order_no: string; status: string; state: string }[] = readFileSync(states, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(lines.filter(({ status, state }) => status !== 'found' || state !== 'RECEIVED')).toEqual([]);
  expect(lines.map(({ out_order_no: number }) => number).toSorted()).toEqual(
    Array.from({ length: ORDERS }, (_, at) => `number-${at}`).toSorted(),
  );
  const sent = (await sandboxRequests(sandbox)).slice(before);
  expect(new Set(sent.map(({ method }) => method))).toEqual(new Set(['GET']));
});
