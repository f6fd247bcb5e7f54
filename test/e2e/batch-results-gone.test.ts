import { spawnSync } from 'node:child_process';
import {
  appendFileSync,
  copyFileSync,
  existsSync,
  readFileSync,
  renameSync,
  statSync,
  truncateSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BIN, freshMachine, type Machine, type RunningSandbox, sandboxRequests } from './wxpay.js';

let machine: Machine;
let sandbox: RunningSandbox;
beforeAll(async () => {
  machine = await freshMachine();
  sandbox = await machine.startSandbox(['--data', ':memory:']);
});
afterAll(() => machine.dispose());

const ROWS = 40;

const rowsFile = (name: string): string => {
  const rows = join(machine.home, `${name}.csv`);
  writeFileSync(rows, `openid\n${Array.from({ length: ROWS }, (_, at) => `${name}${at}\n`).join('')}`);
  return rows;
};

const posts = async () => (await sandboxRequests(sandbox)).filter(({ method }) => method === 'POST').length;

const written = async (file: string, text = ''): Promise<void> => {
  while (!existsSync(file) || statSync(file).size === 0 || !readFileSync(file, 'utf8').includes(text)) await delay(5);
};

describe('results that are taken away while a batch runs', () => {
  const WAYS: [string, (file: string) => void, RegExp][] = [
    ['deleted', (file) => unlinkSync(file), /was deleted or moved away/],
    ['moved', (file) => renameSync(file, `${file}.away`), /was deleted or moved away/],
    [
      'replaced',
      (file) => {
        copyFileSync(file, `${file}.copy`);
        renameSync(`${file}.copy`, file);
      },
      /was replaced by another file/,
    ],
    ['truncated', (file) => truncateSync(file, 1), /was truncated .* expected \d+/],
  ];

  it.each(WAYS)('%s: the run stops with 5, and says what is lost', async (name, takeAway, said) => {
    const before = await posts();
    const file = join(machine.home, `${name}.ndjson`);
    const call = ['insurance', 'batch', rowsFile(name), '--id', name, '--config', sandbox.config];
    const { code, stderr } = await machine.run([...call, '--results', file, '--rate', '20', '--concurrency', '2'], {
      onStart: (child) => {
        void written(file).then(() => {
          takeAway(file);
          // A process that ends before that would not have been tested.
          expect(child.exitCode).toBeNull();
        });
      },
    });
    expect(code).toBe(5);
    expect(stderr).toMatch(said);
    expect(stderr).toContain('RESULTS_GONE');
    expect(stderr).toMatch(/^Sent, with no result written: {2}[0-9a-f]{32}/m);
    expect(stderr).toContain('Resume:  the same call with another --results file, without --resume');
    expect((await posts()) - before).toBeLessThan(ROWS);
    const again = await machine.run([...call, '--results', `${file}.new`, '--quiet']);
    expect(again.code).toBe(0);
    expect(readFileSync(`${file}.new`, 'utf8').trim().split('\n')).toHaveLength(ROWS);
  });

  it('what says whose results they are is written again: the run goes on, and can be resumed', async () => {
    const file = join(machine.home, 'meta.ndjson');
    const call = ['insurance', 'batch', rowsFile('meta'), '--id', 'm', '--config', sandbox.config, '--results', file];
    const { code } = await machine.run([...call, '--rate', '40'], {
      onStart: () => void written(file).then(() => unlinkSync(`${file}.meta.json`)),
    });
    expect(code).toBe(0);
    expect((await machine.run([...call, '--resume'])).code).toBe(0);
  });

  it('is noticed after the last row too', async () => {
    const file = join(machine.home, 'last.ndjson');
    const call = ['insurance', 'batch', '-', '--id', 'last', '--config', sandbox.config, '--results', file];
    const { code, stderr } = await machine.run(call, {
      keepOpen: true,
      onStart: (child) => {
        child.stdin?.write('openid\nlast\n');
        void written(file).then(() => {
          unlinkSync(file);
          child.stdin?.end();
        });
      },
    });
    expect({ code, said: stderr.includes('was deleted or moved away') }).toEqual({ code: 5, said: true });
  });

  it('the file of --failed is watched as well', async () => {
    const failed = join(machine.home, 'failed.csv');
    const call = ['insurance', 'batch', '-', '--id', 'f', '--config', sandbox.config, '--failed', failed];
    const { code, stderr } = await machine.run(call, {
      keepOpen: true,
      onStart: (child) => {
        child.stdin?.write('openid\na b\n');
        // The head is written before it is sure that the file can be used; the row comes behind it.
        void written(failed, 'a b').then(() => {
          unlinkSync(failed);
          child.stdin?.end();
        });
      },
    });
    expect(code).toBe(5);
    expect(stderr).toContain(`${failed} was deleted or moved away`);
  });
});

it('a file that grows by itself is left alone: nothing that was written is lost', async () => {
  const file = join(machine.home, 'grows.ndjson');
  const call = ['insurance', 'batch', rowsFile('grows'), '--id', 'g', '--config', sandbox.config, '--rate', '40'];
  const { code } = await machine.run([...call, '--results', file], {
    onStart: () => void written(file).then(() => appendFileSync(file, '\n')),
  });
  expect(code).toBe(0);
});

describe.skipIf(process.platform === 'win32')('with few file descriptors left', () => {
  const limited = (limit: number, args: string) => {
    const call = `exec ${process.execPath} ${BIN} insurance ${args} --config ${sandbox.config}`;
    return spawnSync('bash', ['-c', `ulimit -n ${limit}; ${call}`], { env: { HOME: machine.home }, encoding: 'utf8' });
  };

  it('a batch that sends its rows also ends as such', () => {
    const rows = rowsFile('few');
    const codes = [20, 22, 23, 24, 25, 28, 40].map((limit) => {
      const { status, stderr } = limited(limit, `batch ${rows} --id ${limit} --results ${rows}.${limit}`);
      expect(stderr).not.toContain('this is a bug');
      return status;
    });
    expect(codes.at(-1)).toBe(0);
  });

  it('an order is printed, or was not sent', async () => {
    const unprinted: string[] = [];
    for (const limit of [19, 20, 21, 22, 25, 40]) {
      const { stdout, stderr } = limited(limit, `create --openid few --out-order-no few-${limit}`);
      expect(stderr).not.toContain('this is a bug');
      if (!stdout.includes(`few-${limit}`)) unprinted.push(`few-${limit}`);
    }
    expect(unprinted).not.toContain('few-40');
    const sent = (await sandboxRequests(sandbox)).map(({ body }) => body).join('');
    for (const number of unprinted) expect(sent).not.toContain(number);
  });
});
