import { spawn } from 'node:child_process';
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { BIN, freshMachine, type Machine, type RunningSandbox } from './wxpay.js';

const ROWS = 900;
const KILLS = 20;

let machine: Machine;
let sandbox: RunningSandbox;
beforeAll(async () => {
  machine = await freshMachine();
  sandbox = await machine.startSandbox([
    ...['--data', join(machine.home, 'data'), '--latency', '5-40', '--seed', '7', '--receive-after', '0'],
    ...['--fault', 'reset-after-store:0.03', '--fault', '500-after-store:0.03'],
  ]);
});
afterAll(() => machine.dispose());

interface ResultLine {
  line: number;
  out_order_no: string;
  status: string;
  order: { order_id: string; out_order_no: string; openid: string };
}

const readResults = (file: string): ResultLine[] =>
  readFileSync(file, 'utf8')
    .trimEnd()
    .split('\n')
    .map((text): ResultLine => JSON.parse(text));

const sizeOf = (file: string): number => (existsSync(file) ? statSync(file).size : 0);

it('kill -9 at any moment and --resume end with every row created exactly once', { timeout: 90_000 }, async () => {
  const input = join(machine.home, 'rows.csv');
  const results = join(machine.home, 'results.ndjson');
  // Two rows in three have no number; some are equal, and are two orders; some have the same number, and are one.
  const rows = Array.from({ length: ROWS }, (_, at) => {
    if (at % 3 > 0) return `oUser${Math.floor(at / 6)},`;
    return `oNumbered${at % 30 === 0 ? 0 : at},${at % 30 === 0 ? 'shared' : `given-${at}`}`;
  });
  writeFileSync(input, ['openid,out_order_no', ...rows, ''].join('\n'));

  const args = ['insurance', 'batch', input, '--config', sandbox.config, '--results', results, '--concurrency', '6'];
  const start = () => {
    const more = existsSync(results) ? ['--resume'] : [];
    const env = { PATH: process.env['PATH'] ?? '', HOME: machine.home };
    return spawn(process.execPath, [BIN, ...args, ...more], { env, stdio: 'ignore' });
  };
  let kills = 0;
  while (kills < KILLS) {
    const before = sizeOf(results);
    const growth = Math.random() * 9000;
    const child = start();
    const ended = new Promise<boolean>((resolve) => {
      child.once('close', (_, signal) => resolve(signal === 'SIGKILL'));
    });
    // Every other one while rows are under way, the others at any moment, start and end included.
    if (kills % 2 === 0) while (sizeOf(results) - before < growth && child.exitCode === null) await delay(3);
    else await delay(Math.random() * 400);
    child.kill('SIGKILL');
    expect(await ended, 'the run ended before it was killed: more rows are needed').toBe(true);
    kills += 1;
  }
  const last = await machine.run([...args, '--resume', '--json']);
  expect(last.stderr).toContain('"unknown":0');
  expect(last.code).toBe(0);

  const found = readResults(results);
  expect(found.map(({ status }) => status).filter((status) => status !== 'created')).toEqual([]);
  expect(found.map(({ line }) => line).toSorted((a, b) => a - b)).toEqual(rows.map((_, at) => at + 2));
  const openidOf = (line: number) => rows[line - 2]?.split(',')[0];
  expect(found.filter(({ line, order }) => order.openid !== openidOf(line))).toEqual([]);

  const response = await fetch(`${sandbox.url}/__sandbox/orders`);
  const { orders }: { orders: ResultLine['order'][] } = JSON.parse(await response.text());
  const made = orders.map((order) => `${order.out_order_no} ${order.order_id}`).toSorted();
  const kept = new Set(found.map(({ order }) => `${order.out_order_no} ${order.order_id}`));
  expect([...kept].toSorted()).toEqual(made);
  // 30 rows share one number; each of the others has its own order.
  expect(made).toHaveLength(ROWS - rows.filter((row) => row.endsWith(',shared')).length + 1);
});
