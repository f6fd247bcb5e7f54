import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { BIN, freshMachine, type Machine, queueFaults, type RunningSandbox, sandboxRequests } from './wxpay.js';

let machine: Machine;
let sandbox: RunningSandbox;
beforeAll(async () => {
  machine = await freshMachine();
  sandbox = await machine.startSandbox(['--data', ':memory:']);
});
afterAll(() => machine.dispose());

const run = (args: readonly string[], onStart: (child: ChildProcess) => Promise<void>) =>
  machine.run(['insurance', 'batch', ...args, '--config', sandbox.config, '--id', 'stop'], {
    keepOpen: true,
    onStart: (child) => void onStart(child),
  });

const begun = async (results: string): Promise<void> => {
  while (!existsSync(results) || statSync(results).size === 0) await delay(10);
};

it.each([
  ['SIGINT', 130, '16'],
  ['SIGTERM', 143, '1'],
  ['SIGTERM', 143, '16'],
] as const)(
  '%s while the rows have not all come is code %i, and not the end of all',
  async (signal, code, concurrency) => {
    const results = join(machine.home, `${signal}-${concurrency}.ndjson`);
    const ended = await run(['-', '--results', results, '--concurrency', concurrency], async (child) => {
      child.stdin?.write('openid\na1\na2\n');
      await begun(results);
      child.kill(signal);
    });
    expect(ended.code).toBe(code);
    expect(ended.stderr.match(/wxpay insurance batch - .* --resume$/gm)).toHaveLength(1);
    expect(ended.stderr).toMatch(/^stopped by SIG\w+; resume with:\nwxpay insurance batch - /m);
  },
);

/** State and CPU time of a process, where the system tells. */
const activityOf = (pid: number | undefined): string => {
  const file = `/proc/${pid}/stat`;
  if (!existsSync(file)) return '';
  const [state, ...fields] = readFileSync(file, 'utf8')
    .replace(/^.*\) /s, '')
    .split(' ');
  return `${state} ${fields[10]} ${fields[11]}`;
};

/** Waits until a process has nothing to do but to wait: on a busy machine a start may take long. */
const idle = async ({ pid }: ChildProcess): Promise<void> => {
  for (let before = 'none'; ; ) {
    await delay(300);
    const now = activityOf(pid);
    if (now === before && !now.startsWith('R')) return;
    before = now;
  }
};

it.each([[[]], [['--dry-run']]])('Ctrl-C ends the wait for a first line, with %j', async (options) => {
  for (const text of ['', 'openid\na1\n']) {
    const { code, stderr } = await run(['-', ...options, '--results', join(machine.home, 'none')], async (child) => {
      if (text) child.stdin?.write(text);
      await idle(child);
      child.kill('SIGINT');
    });
    expect(stderr).toContain('stopped by SIGINT');
    expect(code).toBe(130);
  }
});

it('Ctrl-C names the call with what was asked for, --retry-failed too', async () => {
  const rows = join(machine.home, 'retried.csv');
  const results = join(machine.home, 'retried.ndjson');
  writeFileSync(rows, `openid\n${Array.from({ length: 8 }, (_, at) => `r${at}\n`).join('')}`);
  const call = [rows, '--results', results, '--retries', '0'];
  await queueFaults(sandbox, ...Array.from({ length: 8 }, () => '429'));
  await run([...call, '--max-failures', '0'], async () => {});
  const size = statSync(results).size;
  const stopped = await run([...call, '--resume', '--retry-failed', '--rate', '2'], async (child) => {
    while (statSync(results).size === size) await delay(10);
    child.kill('SIGINT');
  });
  expect(stopped.code).toBe(130);
  expect(stopped.stderr).toMatch(/resume with:\n *wxpay .* --resume --retry-failed$/m);
});

it('Ctrl-C does not hide that the results could not be written', async () => {
  const slow = await machine.startSandbox(['--data', ':memory:', '--latency', '1000']);
  const rows = join(machine.home, 'limited.csv');
  const results = join(machine.home, 'limited.ndjson');
  writeFileSync(rows, `openid\n${Array.from({ length: 60 }, (_, at) => `l${at}\n`).join('')}`);
  const call = `exec ${process.execPath} ${BIN} insurance batch ${rows} --id l --results ${results} --config ${slow.config}`;
  const child = spawn('sh', ['-c', `ulimit -f 2; ${call}`], { env: { HOME: machine.home } });
  const told = text(child.stderr);
  while ((await sandboxRequests(slow)).length < 16) await delay(20);
  child.kill('SIGINT');
  const [code] = await once(child, 'close');
  expect(await told).toContain(`cannot write ${results}`);
  expect(code).toBe(5);
});

it('Ctrl-C gives up rows that were only ever put off: they are sent by --resume', async () => {
  const busy = await machine.startSandbox(['--data', ':memory:', '--fault', '429:1']);
  const rows = join(machine.home, 'busy.csv');
  const results = join(machine.home, 'busy.ndjson');
  writeFileSync(rows, `openid\n${Array.from({ length: 20 }, (_, at) => `b${at}\n`).join('')}`);
  const call = ['insurance', 'batch', rows, '--id', 'stop', '--results', results, '--json', '--config'];
  const started = Date.now();
  const { code, stderr } = await machine.run([...call, busy.config, '--retries', '9'], {
    onStart: async (child) => {
      while ((await sandboxRequests(busy)).length < 20) await delay(20);
      child.kill('SIGINT');
    },
  });
  expect(code).toBe(130);
  // Nine repeats of sixteen rows, one a second, would take two minutes.
  expect(Date.now() - started).toBeLessThan(19_000);
  expect(JSON.parse(stderr.split('\n')[0] ?? '')).toMatchObject({ summary: { created: 0, unknown: 0 } });
  const resumed = await machine.run([...call, sandbox.config, '--resume', '--retry-failed']);
  expect(resumed.code).toBe(0);
  expect(JSON.parse(resumed.stderr.split('\n')[0] ?? '')).toMatchObject({ summary: { created: 20 } });
});

it('the call that goes on keeps the name of a file, whatever it is', async () => {
  writeFileSync(join(machine.home, '--resume'), 'openid\nname1\nname2\n');
  const args = [
    'insurance',
    'batch',
    '--id',
    'n',
    '--results',
    'n.ndjson',
    '--config',
    sandbox.config,
    '--rate',
    '0.1',
  ];
  const { stderr } = await machine.run([...args, '--', '--resume'], {
    cwd: machine.home,
    onStart: async (child) => {
      await begun(join(machine.home, 'n.ndjson'));
      child.kill('SIGINT');
    },
  });
  expect(stderr).toMatch(/resume with:\nwxpay insurance batch .* --rate 0\.1 --resume -- --resume$/m);
});

it('Ctrl-C does not wait for the turns of rows that are given up', async () => {
  const rows = join(machine.home, 'slow.csv');
  const results = join(machine.home, 'slow.ndjson');
  writeFileSync(rows, `openid\n${Array.from({ length: 60 }, (_, at) => `s${at}\n`).join('')}`);
  await queueFaults(sandbox, '500');
  const started = Date.now();
  const { code } = await run([rows, '--results', results, '--rate', '1', '--concurrency', '50'], async (child) => {
    await delay(1500);
    child.kill('SIGINT');
  });
  expect(code).toBe(130);
  // The one row to be repeated stood behind 49 others.
  expect(Date.now() - started).toBeLessThan(15_000);
});
