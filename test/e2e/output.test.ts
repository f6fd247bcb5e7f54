import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BIN, freshMachine, type Machine } from './wxpay.js';

let machine: Machine;
beforeAll(async () => {
  machine = await freshMachine({ inProcess: true });
});
afterAll(() => machine.dispose());

const shell = (args: string, redirection: string) =>
  spawnSync('sh', ['-c', `${process.execPath} ${BIN} ${args} ${redirection}`], {
    env: { HOME: machine.home },
    encoding: 'utf8',
  });

it.skipIf(process.platform === 'win32')('an order of which only a part could be written is no success', () => {
  const file = join(machine.home, 'part.json');
  // The limit is one block: 512 or 1024 bytes. What is there already leaves room for the beginning.
  writeFileSync(file, `${'x'.repeat(400)}\n`);
  const call = `${process.execPath} ${BIN} insurance create --sandbox --openid o1 --out-order-no part-1`;
  const { status, stderr } = spawnSync('sh', ['-c', `${call} --quiet >/dev/null; ulimit -f 1; ${call} >> "$0"`, file], {
    env: { HOME: machine.home },
    encoding: 'utf8',
  });
  expect(stderr).toContain('the output could not be written: EFBIG');
  expect(stderr).toContain('part-1');
  expect(status).toBe(5);
});

describe.skipIf(!existsSync('/dev/full'))('on a full disk', () => {
  it('an order whose answer could not be written is named, with a code that says to repeat it by its number', () => {
    const create = 'insurance create --sandbox --openid o1 --out-order-no full-1';
    const { status, stderr } = shell(`${create} --json`, '> /dev/full');
    expect(status).toBe(5);
    expect(JSON.parse(stderr).error).toMatchObject({
      code: 'OUTPUT_NOT_WRITABLE',
      out_order_no: 'full-1',
      hint: "The order exists. Read it again:\nwxpay insurance get 'full-1' --sandbox",
    });
    expect(shell(create, '> /dev/full').stderr).not.toContain('    at ');
  });

  it('a log that cannot be written changes nothing', () => {
    const { status, stdout } = shell('insurance create --sandbox --openid o1 --json --verbose', '2> /dev/full');
    expect(status).toBe(0);
    expect(JSON.parse(stdout).openid).toBe('o1');
  });

  it.each(['--version', '--version --json', '--help', 'insurance --help', 'sandbox --json --data :memory:'])(
    '%s says so in a line, and ends',
    (args) => {
      const { status, stderr } = shell(args, '> /dev/full');
      expect(status).toBe(5);
      expect(stderr).toContain('could not be written: ');
      expect(stderr).not.toContain('    at ');
    },
  );

  it('a notification that cannot be printed is not answered as taken, and ends with 5', async () => {
    const listen = `${process.execPath} ${BIN} notify listen --sandbox --json --port 0 > /dev/full`;
    const child = spawn('sh', ['-c', `exec ${listen}`], { env: { HOME: machine.home } });
    const closed = once(child, 'close');
    const [line = ''] = await once(createInterface({ input: child.stderr }), 'line');
    const [url = ''] = /http:\S+/.exec(String(line)) ?? [];
    const { code, stdout } = await machine.run(['notify', 'send', '--sandbox', '--to', url, '--json'], {
      env: { XDG_STATE_HOME: '' },
    });
    expect(code).toBe(4);
    expect(JSON.parse(stdout).results[0].status).toBe(500);
    expect((await closed)[0]).toBe(5);
  });
});

it('a dry run counts all rows for a reader that goes away, too', () => {
  const rows = join(machine.home, 'wrong.csv');
  writeFileSync(rows, `openid\n${Array.from({ length: 3000 }, (_, at) => `o ${at}\n`).join('')}`);
  const script = `(${process.execPath} ${BIN} insurance batch ${rows} --sandbox --id x --dry-run; echo "code $?" >&2) | head -n 1`;
  const { stdout, stderr } = spawnSync('sh', ['-c', script], { env: { HOME: machine.home }, encoding: 'utf8' });
  expect(stdout).toContain('"line":2,');
  expect(stderr).toMatch(/^failed .* 3000 /m);
  expect(stderr).toMatch(/code 7\n$/);
});

it('a reader that goes away from what changes nothing is no failure', () => {
  shell('insurance create --sandbox --openid o1 --out-order-no gone-1', '');
  for (const args of ['--version', '--help', 'insurance get gone-1 --sandbox --json']) {
    const { stderr } = spawnSync('sh', ['-c', `(${process.execPath} ${BIN} ${args}; echo "code $?" >&2) | true`], {
      env: { HOME: machine.home },
      encoding: 'utf8',
    });
    expect(stderr).toBe('code 0\n');
  }
});

describe('a new order number is never known to nobody', () => {
  it.each(['--json', '--json --wait 5', '--field openid', '--quiet'])(
    'create %s names it on stderr and ends with 5 when its reader goes away',
    (options) => {
      const call = `${process.execPath} ${BIN} insurance create --sandbox --openid o1 ${options}`;
      const { stderr } = spawnSync('sh', ['-c', `(${call}; echo "code $?" >&2) | true`], {
        env: { HOME: machine.home },
        encoding: 'utf8',
      });
      expect(stderr).toMatch(/code 5\n$/);
      expect(stderr).toContain('OUTPUT_NOT_WRITABLE');
      const [number = ''] = /\b[0-9a-zA-Z]{32}\b/.exec(stderr) ?? [];
      expect(shell(`insurance get '${number}' --sandbox --field out_order_no`, '').stdout).toBe(`${number}\n`);
    },
  );

  it.each(['--json', '--json --quiet', '--quiet', '--quiet --field openid'])(
    'create %s says on stderr how to read it when stdout is closed or thrown away',
    (options) => {
      for (const redirection of ['>&-', '> /dev/null']) {
        const { status, stderr } = shell(`insurance create --sandbox --openid o1 ${options}`, redirection);
        expect(status).toBe(0);
        const [, number = '', call = ''] =
          /^warning: order (\w{32}) was created, and stdout is discarded: wxpay (.*)\n$/.exec(stderr) ?? [];
        expect(shell(`${call} --field out_order_no`, '').stdout).toBe(`${number}\n`);
      }
    },
  );

  it('a number that was given is not repeated', () => {
    const call = 'insurance create --sandbox --openid o1 --json --out-order-no given-1';
    expect(shell(call, '> /dev/null')).toMatchObject({ status: 0, stderr: '' });
  });

  it('a dry run may lose its reader', () => {
    const call = `${process.execPath} ${BIN} insurance create --sandbox --openid o1 --dry-run --json`;
    const { stderr } = spawnSync('sh', ['-c', `(${call}; echo "code $?" >&2) | true`], {
      env: { HOME: machine.home },
      encoding: 'utf8',
    });
    expect(stderr).toBe('code 0\n');
  });
});
