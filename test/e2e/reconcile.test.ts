import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freshMachine, type Machine, queueFaults, type RunningSandbox, sandboxRequests } from './wxpay.js';

let machine: Machine;
let sandbox: RunningSandbox;
/** Orders that stay RECEIVING, but those that a test changes. */
beforeAll(async () => {
  machine = await freshMachine({ inProcess: true });
  sandbox = await machine.startSandbox(['--data', ':memory:', '--receive-after', '3600000']);
});
afterAll(() => machine.dispose());

let count = 0;
const file = (text: string, extension = 'txt'): string => {
  count += 1;
  const path = join(machine.home, `numbers-${count}.${extension}`);
  writeFileSync(path, text);
  return path;
};
const wxpay = (...args: string[]) => machine.run(['insurance', ...args, '--config', sandbox.config]);
const reconcile = (path: string, ...args: string[]) => wxpay('reconcile', path, '--json', ...args);
const create = (number: string) => wxpay('create', '--openid', 'o1', '--out-order-no', number, '--json');
const become = (number: string, state: string) =>
  fetch(`${sandbox.url}/__sandbox/orders/${number}`, {
    method: 'PATCH',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ order_receive_state: state }),
  }).then(({ ok }) => expect(ok).toBe(true));
const parsed = (text: string) =>
  text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));
const byNumber = (text: string) =>
  Object.fromEntries(parsed(text).map(({ out_order_no: number, ...rest }) => [number, rest]));
const summary = (stderr: string) =>
  JSON.parse(stderr.split('\n').find((line) => line.startsWith('{"summary"')) ?? '{}').summary;

it('tells of every order of a batch in which state it was and is now, and sends GETs only', async () => {
  const results = join(machine.home, 'batch.ndjson');
  const rows = file('openid,out_order_no\no1,a-1\no2,a-2\no 3,a-3\n', 'csv');
  await wxpay('batch', rows, '--results', results, '-q');
  await become('a-1', 'RECEIVED');
  const before = (await sandboxRequests(sandbox)).length;
  const { code, stdout, stderr } = await reconcile(results);
  expect(code).toBe(7);
  expect(byNumber(stdout)).toMatchObject({
    'a-1': { status: 'found', was: 'RECEIVING', state: 'RECEIVED', changed: true, order: { openid: 'o1' } },
    'a-2': { status: 'found', was: 'RECEIVING', state: 'RECEIVING', changed: false },
  });
  // The failed row made no order.
  expect(parsed(stdout)).toHaveLength(2);
  expect(summary(stderr)).toMatchObject({
    orders: 2,
    found: { RECEIVED: { orders: 1, changed: 1 }, RECEIVING: { orders: 1, changed: 0 } },
    all_final: false,
  });
  const sent = (await sandboxRequests(sandbox)).slice(before);
  expect(sent.map(({ method }) => method)).toEqual(['GET', 'GET']);
});

describe.each([
  ['one number a line', 'b-1\n\nb-none\n', 'txt'],
  ['CSV with out_order_no', 'shop,out_order_no\nx,b-1\ny,b-none\n', 'csv'],
  ['NDJSON with out_order_no', '{"out_order_no":"b-1"}\n{"out_order_no":"b-none"}\n', 'ndjson'],
])('%s', (_, text, extension) => {
  it('is read, each number once; what does not exist is absent, with exit code 7', async () => {
    await create('b-1');
    await become('b-1', 'RECEIVED');
    const path = file(text + text.split('\n').slice(-2).join('\n'), extension);
    const { code, stdout } = await reconcile(path);
    expect(code).toBe(7);
    expect(byNumber(stdout)).toMatchObject({
      'b-1': { status: 'found', state: 'RECEIVED' },
      'b-none': { status: 'absent', error: { type: 'api', code: 'RESOURCE_NOT_EXISTS', status: 404 } },
    });
    expect(parsed(stdout)).toHaveLength(2);
  });
});

it('ends with 0 when every order is final', async () => {
  await create('c-1');
  await become('c-1', 'FAILED');
  const { code, stderr } = await reconcile(file('c-1\n'));
  expect(code).toBe(0);
  expect(summary(stderr)).toMatchObject({ all_final: true, found: { FAILED: { orders: 1 } } });
});

it('tells of a line without a usable number, and reads the others', async () => {
  await create('d-1');
  await become('d-1', 'RECEIVED');
  const { code, stdout } = await reconcile(file('out_order_no,shop\nd-1,x\n,y\nno blank,z\n', 'csv'));
  expect(code).toBe(7);
  expect(parsed(stdout).map(({ line, status, error }) => [line, status, error?.code])).toEqual([
    [3, 'unknown', 'INVALID_ROW'],
    [4, 'unknown', 'INVALID_ROW'],
    [undefined, 'found', undefined],
  ]);
});

it('refuses a file without the column, before anything is sent', async () => {
  const { code, stdout, stderr } = await reconcile(file('out_orderno,shop\na,b\n', 'csv'));
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(JSON.parse(stderr).error).toMatchObject({ code: 'MISSING_COLUMN' });
});

it('--only leaves out orders that were in another state, and reads those of an unknown one', async () => {
  for (const number of ['e-1', 'e-2']) await create(number);
  const lines = [
    { out_order_no: 'e-1', order_receive_state: 'RECEIVING' },
    { out_order_no: 'e-none', order_receive_state: 'RECEIVED' },
    { out_order_no: 'e-2' },
  ];
  const path = file(lines.map((line) => `${JSON.stringify(line)}\n`).join(''), 'ndjson');
  const { stdout } = await reconcile(path, '--only', 'RECEIVING');
  expect(Object.keys(byNumber(stdout)).toSorted()).toEqual(['e-1', 'e-2']);
});

it('--until-final reads again what is pending or absent, and ends when all is final', async () => {
  await create('f-1');
  const path = file('f-1\nf-late\n');
  const running = reconcile(path, '--until-final', '60');
  const readings = async () =>
    (await sandboxRequests(sandbox)).filter(({ target }) => target.endsWith('f-late')).length;
  while ((await readings()) === 0) await delay(20);
  await create('f-late');
  await Promise.all([become('f-1', 'RECEIVED'), become('f-late', 'RECEIVED')]);
  const { code, stdout } = await running;
  expect(code).toBe(0);
  expect(byNumber(stdout)).toMatchObject({ 'f-1': { state: 'RECEIVED' }, 'f-late': { state: 'RECEIVED' } });
  expect(parsed(stdout)).toHaveLength(2);
});

it('--until-final tells in the end what is still not final', async () => {
  await create('g-1');
  const { code, stdout } = await reconcile(file('g-1\n'), '--until-final', '1');
  expect(code).toBe(7);
  expect(parsed(stdout)).toMatchObject([{ out_order_no: 'g-1', state: 'RECEIVING' }]);
});

describe('--resume', () => {
  it('reads what has no result and what is unknown, and drops a half-written line', async () => {
    for (const number of ['h-1', 'h-2', 'h-3']) {
      await create(number);
      await become(number, 'RECEIVED');
    }
    const path = file('h-1\nh-2\nh-3\n');
    const results = `${path}.states`;
    expect((await reconcile(path, '--results', results)).code).toBe(0);
    const [first = '', second = ''] = readFileSync(results, 'utf8').split('\n');
    const unknown = { ...JSON.parse(second), status: 'unknown' };
    writeFileSync(results, `${first}\n${JSON.stringify(unknown)}\n{"out_order`);
    const { code, stderr } = await reconcile(path, '--results', results, '--resume');
    expect(code).toBe(0);
    expect(summary(stderr)).toMatchObject({ orders: 2, skipped: 1, all_final: true });
    expect(byNumber(readFileSync(results, 'utf8'))).toMatchObject({
      'h-1': { status: 'found' },
      'h-2': { status: 'found' },
      'h-3': { status: 'found' },
    });
  });

  it('does not take the results of a batch for its own', async () => {
    const results = join(machine.home, 'mixed.ndjson');
    const rows = file('openid,out_order_no\no1,i-1\n', 'csv');
    await wxpay('batch', rows, '--results', results, '-q');
    const { code, stderr } = await reconcile(rows, '--results', results, '--resume');
    expect(code).toBe(2);
    expect(JSON.parse(stderr).error).toMatchObject({ code: 'OTHER_RESULTS' });
  });
});

it('stops when all requests fail for one cause, and names the call that resumes it', async () => {
  const numbers = Array.from({ length: 12 }, (_, at) => `j-${at}`);
  const rows = file(`openid,out_order_no\n${numbers.map((number) => `o1,${number}\n`).join('')}`, 'csv');
  await wxpay('batch', rows, '-q');
  await queueFaults(sandbox, ...numbers.map(() => 'bad-signature'));
  const path = file(`${numbers.join('\n')}\n`);
  const { code, stdout, stderr } = await machine.run([
    ...['insurance', 'reconcile', path, '--config', sandbox.config],
    ...['--results', `${path}.states`, '--concurrency', '1', '--retries', '0'],
  ]);
  expect({ code, stdout }).toEqual({ code: 6, stdout: '' });
  expect(stderr).toMatch(/^ *wxpay insurance reconcile .* --resume$/m);
  expect(readFileSync(`${path}.states`, 'utf8')).not.toContain('order_id');
});
