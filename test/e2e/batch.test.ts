import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync, statSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BIN, freshMachine, type Machine, queueFaults, type RunningSandbox, sandboxRequests } from './wxpay.js';

let machine: Machine;
let sandbox: RunningSandbox;
beforeAll(async () => {
  machine = await freshMachine({ inProcess: true });
  sandbox = await machine.startSandbox(['--data', ':memory:']);
});
afterAll(() => machine.dispose());

let count = 0;
const file = (text: string, extension = 'csv'): string => {
  count += 1;
  const path = join(machine.home, `rows-${count}.${extension}`);
  writeFileSync(path, text);
  return path;
};
const batch = (path: string, ...args: string[]) =>
  machine.run(['insurance', 'batch', path, '--config', sandbox.config, '--json', ...args]);
const results = (text: string) =>
  text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line))
    .toSorted((a, b) => a.line - b.line);
const summary = (stderr: string) =>
  JSON.parse(stderr.split('\n').find((line) => line.startsWith('{"summary"')) ?? '{}').summary;
const posts = async () => (await sandboxRequests(sandbox)).filter(({ method }) => method === 'POST').length;

describe('results', () => {
  it('are a line a row, with the order as answered, and exit code 0 when all are created', async () => {
    const { code, stdout } = await batch(file('openid,out_order_no,rental\na1,res-1,r1\na2,,r2\n'), '--keep', 'rental');
    expect(code).toBe(0);
    const [first, second] = results(stdout);
    expect(Object.keys(first)).toEqual(['line', 'out_order_no', 'status', 'attempts', 'order', 'keep', 'digest']);
    expect(first).toMatchObject({
      line: 2,
      out_order_no: 'res-1',
      status: 'created',
      attempts: 1,
      keep: { rental: 'r1' },
    });
    expect(Object.keys(first.order)[0]).toBe('order_id');
    expect(second).toMatchObject({ line: 3, order: { openid: 'a2', out_order_no: second.out_order_no } });
  });

  it('hold what is wrong with a row, while the others go on; exit code 7; the summary counts', async () => {
    const { code, stdout, stderr } = await batch(file('openid,out_order_no\nb c,\nb2,\nb3,no blank\nb4\n'));
    expect(code).toBe(7);
    expect(results(stdout).map(({ line, status, attempts }) => [line, status, attempts])).toEqual([
      [2, 'failed', 0],
      [3, 'created', 1],
      [4, 'failed', 0],
      [5, 'failed', 0],
    ]);
    expect(results(stdout)[0].error).toMatchObject({ type: 'usage', code: 'INVALID_ROW' });
    expect(results(stdout)[0].error.message).toContain('line 2: openid: ');
    expect(summary(stderr)).toMatchObject({ rows: 4, created: 1, failed: 3, unknown: 0 });
    expect(summary(stderr).causes).toContainEqual({ status: 'failed', code: 'INVALID_ROW', rows: 3, lines: [2, 4, 5] });
  });

  it('are the same order for rows with one number, which is sent once; other parameters are an error', async () => {
    const before = await posts();
    const { code, stdout } = await batch(
      file('openid,out_order_no\nd1,dup\nd1,dup\nd2,dup\nd1,dup\n'),
      '--concurrency',
      '2',
    );
    expect(code).toBe(7);
    const [first, second, third, fourth] = results(stdout);
    expect(second.order.order_id).toBe(first.order.order_id);
    expect(fourth.order.order_id).toBe(first.order.order_id);
    expect(third).toMatchObject({ status: 'failed', attempts: 0, error: { code: 'NUMBER_TAKEN' } });
    expect((await posts()) - before).toBe(1);
  });

  it('are an order for the second row of a number whose first row brought none', async () => {
    await queueFaults(sandbox, '429');
    const again = ['--concurrency', '1', '--retries', '0'];
    const { stdout } = await batch(file('openid,out_order_no\nag1,again\nag1,again\n'), ...again);
    expect(results(stdout).map(({ status, attempts }) => [status, attempts])).toEqual([
      ['failed', 1],
      ['created', 1],
    ]);
  });

  it('name what is missing where it can be given', async () => {
    const config = join(dirname(sandbox.config), 'no-notify.json');
    writeFileSync(config, JSON.stringify({ ...JSON.parse(readFileSync(sandbox.config, 'utf8')), insurance: {} }));
    const rows = file('{"openid":"nn1"}\n{"openid":"nn2","notify_url":"https://merchant.invalid/x"}\n', 'ndjson');
    const { stdout } = await machine.run(['insurance', 'batch', rows, '--config', config, '--json']);
    const [first, second] = results(stdout);
    expect(first.error.message).toContain('line 1: notify_url: it is required (a column, or insurance.notifyUrl');
    expect(second.status).toBe('created');
  });

  it('count attempts, and are unknown when nobody knows', async () => {
    await queueFaults(sandbox, '500', 'tampered');
    const { code, stdout } = await batch(file('openid\ne1\ne2\n'), '--concurrency', '1', '--retries', '1');
    expect(results(stdout)[0]).toMatchObject({ status: 'unknown', attempts: 2, error: { type: 'signature' } });
    expect(results(stdout)[1]).toMatchObject({ status: 'created', attempts: 1 });
    expect(code).toBe(7);
  });

  it('that cannot be opened end the run with 3, that cannot be written on with 5, before more is sent', async () => {
    const before = await posts();
    const rows = file(`openid\n${Array.from({ length: 50 }, (_, at) => `full${at}\n`).join('')}`);
    const missing = await batch(rows, '--results', join(machine.home, 'no', 'such', 'folder'));
    expect(missing).toMatchObject({ code: 3, stderr: expect.stringContaining('Nothing was sent.') });
    const folder = await batch(rows, '--results', machine.home);
    expect(folder).toMatchObject({ code: 3, stderr: expect.stringContaining('it is a folder, expected a file') });
    expect((await posts()) - before).toBe(0);

    const command = `${process.execPath} ${BIN} insurance batch ${rows} --config ${sandbox.config} --concurrency 2 --id full`;
    const shell = (script: string) =>
      spawnSync('sh', ['-c', script], { env: { HOME: machine.home }, encoding: 'utf8', stdio: 'pipe' });
    if (existsSync('/dev/full')) {
      const full = shell(`${command} > /dev/full`);
      expect(full).toMatchObject({ status: 5, stderr: expect.stringContaining('cannot write stdout: ENOSPC') });
      expect(full.stderr).toContain('Resume:  the same call again');
      expect(full.stderr).toMatch(/^Sent, with no result written: {2}[0-9a-f]{32}( [0-9a-f]{32})?$/m);
      expect(full.stderr).not.toContain('    at ');
      expect((await posts()) - before).toBeLessThanOrEqual(2);
    }
    const kept = join(machine.home, 'full.ndjson');
    const limited = shell(`ulimit -f 4; ${command} --results ${kept}`);
    expect(limited).toMatchObject({ status: 5, stderr: expect.stringContaining(`cannot write ${kept}`) });
    expect(limited.stderr).toMatch(/^Resume: {2}wxpay insurance batch .* --resume$/m);
    expect((await posts()) - before).toBeLessThan(30);
    expect((await batch(rows, '--id', 'full', '--results', kept, '--resume')).code).toBe(0);
    expect(results(readFileSync(kept, 'utf8')).map(({ line, status }) => `${line} ${status}`)).toEqual(
      Array.from({ length: 50 }, (_, at) => `${at + 2} created`),
    );
  });

  it.each(['--results', '--failed'])('do not go to a file named - with %s -', async (option) => {
    const before = await posts();
    const { code, stderr } = await batch(file('openid\no1\n'), option, '-');
    expect(code).toBe(2);
    expect(stderr).toContain(`${option} - does not name a file`);
    expect((await posts()) - before).toBe(0);
    expect(existsSync(join(machine.home, '-'))).toBe(false);
  });

  it.skipIf(!existsSync('/dev/full'))('are complete though nothing can be logged', async () => {
    const rows = file('openid,out_order_no\nlog1,log-1\nlog2,log-2\n');
    const command = `${process.execPath} ${BIN} insurance batch ${rows} --config ${sandbox.config} --verbose`;
    const { status, stdout } = spawnSync('sh', ['-c', `${command} 2> /dev/full`], { env: { HOME: machine.home } });
    expect(status).toBe(0);
    expect(results(stdout.toString()).map(({ line }) => line)).toEqual([2, 3]);
  });
});

describe('input', () => {
  it('from stdin, NDJSON too, makes the same numbers on a second run, others under another --id', async () => {
    const stdin = '{"openid":"s1"}\n{"openid":"s1"}\n';
    const run = async (...args: string[]) => {
      const found = await machine.run(['insurance', 'batch', '-', '--config', sandbox.config, '--json', ...args], {
        stdin,
      });
      return results(found.stdout).map(({ order }) => order.order_id);
    };
    const first = await run();
    expect(new Set(first).size).toBe(2);
    expect(await run()).toEqual(first);
    expect((await run('--id', 'other')).some((id) => first.includes(id))).toBe(false);
  });

  it('without numbers and without --id is warned of: another campaign would get the same orders', async () => {
    const config = ['--config', sandbox.config];
    const run = async (...args: string[]) => (await machine.run(['insurance', 'batch', ...config, ...args])).stderr;
    const numberless = file('openid\nw1\nw2\n');
    expect((await run(numberless)).match(/^warning: .*--id/gm)).toHaveLength(1);
    expect(await run(numberless, '--dry-run')).toContain('warning: ');
    expect(await run(numberless, '--id', 'november')).not.toContain('warning: ');
    expect(await run(file('openid,out_order_no\nw1,w-1\n'))).not.toContain('warning: ');
    // For programs the summary is the last word all the same.
    const told = (await run(numberless, '--json')).trim().split('\n');
    expect(told).toEqual([expect.stringMatching(/^warning: /), expect.stringMatching(/^\{"summary":/)]);
  });

  it('takes no number that it derives for one that a row has brought: two rows would be one order', async () => {
    const first = await batch(file('openid\ntwin\n'), '--id', 'twins');
    const number = results(first.stdout)[0].out_order_no;
    const given = `twin,${number}`;
    for (const rows of [`${given}\ntwin,`, `twin,\n${given}`, `twin,\nother,${number}`]) {
      const { code, stdout } = await batch(file(`openid,out_order_no\n${rows}\n`), '--id', 'twins');
      expect(code).toBe(7);
      expect(results(stdout)).toMatchObject([
        { line: 2, status: 'created', order: { openid: 'twin' } },
        { line: 3, status: 'failed', attempts: 0, error: { code: 'NUMBER_TAKEN' } },
      ]);
    }
  });

  it('with an unknown column is refused unless it is named; so is a missing one; nothing is sent', async () => {
    const before = await posts();
    const unknown = await batch(file('openid,service_ids\no1,x\n'));
    expect(unknown.code).toBe(2);
    expect(JSON.parse(unknown.stderr).error.message).toContain('Did you mean service_id?');
    expect((await batch(file('service_id\nx\n'))).code).toBe(2);
    expect((await batch(join(machine.home, 'no-such.csv'))).code).toBe(2);
    expect((await posts()) - before).toBe(0);
    expect((await batch(file('openid,x\nig1,x\n'), '--ignore', 'x')).code).toBe(0);
  });

  it('is only checked by --dry-run; --strict sends nothing if a row is wrong', async () => {
    const before = await posts();
    const wrong = file('openid\ng1\ng 2\n');
    const failed = join(machine.home, 'dry.csv');
    const dry = await batch(wrong, '--dry-run', '--failed', failed);
    expect(dry.code).toBe(7);
    expect(results(dry.stdout).map(({ line }) => line)).toEqual([3]);
    expect(summary(dry.stderr)).toMatchObject({ rows: 2, failed: 1, would_send: 1 });
    expect(readFileSync(failed, 'utf8')).toContain(',g 2\n');
    const told = await machine.run(['insurance', 'batch', wrong, '--config', sandbox.config, '--dry-run']);
    expect(told.stderr).toMatch(/2 rows checked in .*: 1 would be sent, 1 is not valid; nothing was sent/);
    expect((await batch(wrong, '--strict')).code).toBe(2);
    // A part of a file that is wrong elsewhere is not sent either.
    for (const shard of ['1/2', '2/2']) expect((await batch(wrong, '--strict', '--shard', shard)).code).toBe(2);
    expect((await posts()) - before).toBe(0);
    expect((await batch(file('openid\ng3\n'), '--strict')).code).toBe(0);
  });

  it('that can be read only once is refused by --strict, not taken for empty', async () => {
    const rows = file('openid\nonce1\n');
    const command = `cat ${rows} | ${process.execPath} ${BIN} insurance batch`;
    for (const name of ['-', '/dev/stdin']) {
      const script = `${command} ${name} --strict --config ${sandbox.config}`;
      const { status, stderr } = spawnSync('sh', ['-c', script], { env: { HOME: machine.home }, encoding: 'utf8' });
      expect(stderr).toContain('--strict reads the rows twice');
      expect(status).toBe(2);
    }
  });

  it('has no single field to print', async () => {
    const { code, stderr } = await batch(file('openid\nfield1\n'), '--field', 'order_id');
    expect(code).toBe(2);
    expect(stderr).toContain('--field is for one object');
  });

  it('is shared out by --shard: disjoint and complete', async () => {
    const rows = file(`openid\n${Array.from({ length: 30 }, (_, at) => `sh${at}\n`).join('')}`);
    const parts = await Promise.all([
      batch(rows, '--shard', '1/2'),
      machine.run(['insurance', 'batch', rows, '--config', sandbox.config, '--shards', '2'], {
        env: { JOB_COMPLETION_INDEX: '1' },
      }),
    ]);
    const lines = parts.map(({ stdout }) => results(stdout).map(({ line }) => line));
    expect(lines.every((part) => part.length > 0)).toBe(true);
    expect(lines.flat().toSorted((a, b) => a - b)).toEqual(Array.from({ length: 30 }, (_, at) => at + 2));
  });
});

it('is paced by the rate of the configuration, which --rate replaces', async () => {
  const config = join(dirname(sandbox.config), 'slow.json');
  const rows = file('openid\nrt1\nrt2\nrt3\nrt4\nrt5\n');
  const run = async (rate: number, ...args: string[]) => {
    writeFileSync(config, JSON.stringify({ ...JSON.parse(readFileSync(sandbox.config, 'utf8')), rate }));
    const { code, stderr } = await machine.run(['insurance', 'batch', rows, '--config', config, '--json', ...args]);
    expect(code).toBe(0);
    return summary(stderr).seconds;
  };
  expect(await run(5)).toBeGreaterThanOrEqual(0.7);
  // At one request in 100 s it would not end within the test's time.
  await run(0.01, '--rate', '1000/s');
});

it('has the rate of the merchant divided by the shards, which is said', async () => {
  const rows = file(`openid\n${Array.from({ length: 30 }, (_, at) => `shr${at}\n`).join('')}`);
  const plain = (...more: string[]) => machine.run(['insurance', 'batch', rows, '--config', sandbox.config, ...more]);
  const first = await plain('--shard', '1/2', '--rate', '20');
  expect(first.code).toBe(0);
  expect(first.stderr).toContain("rate: of the merchant's 20 requests a second, shard 1/2 takes 10\n");
  const count = first.stdout.trimEnd().split('\n').length;
  // One waits 100 ms for the one before it: at the merchant's rate it would be 50.
  expect(Number(/ in ([\d.]+) s,/.exec(first.stderr)?.[1])).toBeGreaterThan((count - 2) * 0.09);
  const env = { JOB_COMPLETION_INDEX: '2', WECHATPAY_RATE: '50' };
  const args = ['insurance', 'batch', rows, '--config', sandbox.config, '--shards', '3', '--lang', 'zh'];
  const third = await machine.run(args, { env });
  expect(third.stderr).toContain('限速：商户每秒 50 次请求，其中第 3/3 份每秒 16.7 次');
  // Who takes all of it, or has no limit, is told nothing.
  for (const more of [
    ['--shard', '1/1', '--rate', '90'],
    ['--shard', '1/2'],
    ['--shard', '1/2', '--rate', '90', '-q'],
  ]) {
    expect((await plain(...more)).stderr).not.toContain('rate:');
  }
});

describe('--resume', () => {
  it('sends only what is not settled, drops a half-written line, and refuses other batches', async () => {
    const rows = file('openid,out_order_no\nk1,k-1\nk2,k-2\nk3,k-3\n');
    const kept = join(machine.home, 'kept.ndjson');
    expect((await batch(rows, '--results', kept, '--resume')).code).toBe(2);
    expect((await batch(rows, '--results', kept, '--concurrency', '1')).code).toBe(0);
    expect((await batch(rows, '--results', kept)).code).toBe(2);
    truncateSync(kept, statSync(kept).size - 20);
    const before = await posts();
    const again = await batch(rows, '--results', kept, '--resume');
    expect(again.code).toBe(0);
    expect(summary(again.stderr)).toMatchObject({ created: 1, skipped: { created: 2 } });
    expect((await posts()) - before).toBe(1);
    expect(results(readFileSync(kept, 'utf8')).map(({ line, status }) => `${line} ${status}`)).toEqual([
      '2 created',
      '3 created',
      '4 created',
    ]);

    // Only its last row is another one: it is refused before the first row is sent.
    const other = await batch(file('openid,out_order_no\nk1,k-1\nk2,k-2\nk9,k-9\n'), '--results', kept, '--resume');
    expect(JSON.parse(other.stderr).error).toMatchObject({ type: 'usage', code: 'OTHER_INPUT' });
    const piped = await machine.run(
      ['insurance', 'batch', '-', '--config', sandbox.config, '--json', '--results', kept, '--resume'],
      { stdin: 'openid,out_order_no\nk9,k-9\n' },
    );
    expect(JSON.parse(piped.stderr.trim().split('\n').at(-1) ?? '').error).toMatchObject({ code: 'OTHER_INPUT' });
    // The same number for another user, service or address is another order, whatever became of the first.
    for (const row of ['kX,k-1,', 'k1,k-1,https://merchant.invalid/other']) {
      const { stderr, code } = await machine.run(
        ['insurance', 'batch', '-', '--config', sandbox.config, '--json', '--results', kept, '--resume'],
        { stdin: `openid,out_order_no,notify_url\n${row}\n` },
      );
      expect(code).toBe(2);
      expect(JSON.parse(stderr.trim().split('\n').at(-1) ?? '').error).toMatchObject({ code: 'OTHER_INPUT' });
    }
    const same = await machine.run(
      ['insurance', 'batch', '-', '--config', sandbox.config, '--json', '--results', kept, '--resume'],
      { stdin: 'openid,out_order_no\nk1,k-1\nk2,k-2\n' },
    );
    expect(same.code).toBe(0);
    // What would be refused again is no way to go on.
    expect(piped.stderr).not.toContain('--retry-failed');
    expect(piped.stderr).not.toContain('"resume"');
    const id = await batch(rows, '--results', kept, '--resume', '--id', 'x');
    expect(JSON.parse(id.stderr).error).toMatchObject({ code: 'OTHER_RESULTS' });
    const merchant = await machine.run(
      ['insurance', 'batch', rows, '--json', '--results', kept, '--resume', '--config', sandbox.config],
      {
        env: { WECHATPAY_MCHID: '1900000999' },
      },
    );
    expect(JSON.parse(merchant.stderr).error).toMatchObject({ code: 'OTHER_RESULTS' });
    // With another default the same rows would be other orders with the same numbers, and be refused.
    const defaults = await machine.run(
      ['insurance', 'batch', rows, '--json', '--results', kept, '--resume', '--config', sandbox.config],
      {
        env: { WECHATPAY_NOTIFY_URL: 'https://elsewhere.example.com/notify' },
      },
    );
    expect(JSON.parse(defaults.stderr).error.message).toContain('its default notify_url is ');
    expect((await posts()) - before).toBe(1);
  });

  it('tries unknown rows again, failed ones with --retry-failed', async () => {
    const rows = file('openid,out_order_no\nm1,m-1\nm 2,m-2\n');
    const kept = join(machine.home, 'retry.ndjson');
    await queueFaults(sandbox, 'tampered');
    const run = (...args: string[]) => batch(rows, '--results', kept, '--concurrency', '1', ...args);
    expect(summary((await run()).stderr)).toMatchObject({ unknown: 1, failed: 1 });
    const second = await run('--resume');
    expect(summary(second.stderr)).toMatchObject({ created: 1, failed: 0, skipped: { failed: 1 } });
    expect(second.code).toBe(7);
    const third = await run('--resume', '--retry-failed');
    expect(summary(third.stderr)).toMatchObject({ failed: 1, skipped: { created: 1, failed: 0 } });
    const failed = join(machine.home, 'failed-before.csv');
    await run('--resume', '--failed', failed);
    expect(readFileSync(failed, 'utf8')).toMatch(/failed in an earlier run: see the result of line \d in /);
    // Somebody is mending it; otherwise cron may resume as often as it likes.
    const written = readFileSync(failed, 'utf8');
    writeFileSync(failed, 'mended');
    writeFileSync(`${failed}.1`, '');
    for (let times = 0; times < 3; times += 1) await run('--resume', '--failed', failed);
    expect(readFileSync(`${failed}.1`, 'utf8')).toBe('');
    expect(readFileSync(`${failed}.2`, 'utf8')).toBe('mended');
    expect(existsSync(`${failed}.3`)).toBe(false);
    expect(readFileSync(failed, 'utf8')).toBe(written);
    // By whatever name, neither rows nor results are overwritten.
    for (const other of [rows, kept, `${kept}.meta.json`]) {
      const alias = join(machine.home, 'alias');
      rmSync(alias, { force: true });
      symlinkSync(other, alias);
      const text = readFileSync(other, 'utf8');
      for (const name of [other, alias]) expect((await run('--resume', '--failed', name)).code).toBe(2);
      expect(readFileSync(other, 'utf8')).toBe(text);
    }
  });

  it('reads back the longest results that it writes', async () => {
    const note = '\u0001'.repeat(1_000_000);
    const rows = file(`openid,out_order_no,note\nlong1,long-1,${note}\nlong2,long-2,\n`);
    const kept = join(machine.home, 'long.ndjson');
    const run = (...args: string[]) => batch(rows, '--results', kept, '--keep', 'note', ...args);
    expect((await run()).code).toBe(0);
    const again = await run('--resume');
    expect(summary(again.stderr)).toMatchObject({ rows: 0, skipped: { created: 2 } });
  });

  it('is told to retry what failed when it was put off and not refused', async () => {
    const rows = file('openid,out_order_no\npo1,po-1\npo 2,po-2\n');
    const kept = join(machine.home, 'put-off.ndjson');
    const run = (...args: string[]) => batch(rows, '--results', kept, '--retries', '0', ...args);
    await queueFaults(sandbox, '429');
    const first = await run();
    expect(summary(first.stderr)).toMatchObject({ created: 0, failed: 2, unknown: 0 });
    expect(summary(first.stderr).resume).toMatch(/ --resume --retry-failed$/);
    const second = await run('--resume', '--retry-failed');
    expect(summary(second.stderr)).toMatchObject({ created: 1, failed: 1 });
    expect(summary(second.stderr).resume).toBeUndefined();
  });

  // Where the kernel holds no names for processes, there is no lock.
  it.skipIf(process.platform === 'darwin')('is refused while another run writes, and not after kill -9', async () => {
    const text = 'openid\nlock1\n';
    const kept = join(machine.home, 'locked.ndjson');
    const run = (input: string) => batch(input, '--results', kept, '--resume');
    const killed = await machine.run(['insurance', 'batch', '-', '--config', sandbox.config, '--results', kept], {
      keepOpen: true,
      onStart: async (child) => {
        child.stdin?.write(text);
        while (!existsSync(kept) || statSync(kept).size === 0) await delay(10);
        const refused = await run(file(text));
        expect(refused.code).toBe(2);
        expect(refused.stderr).toContain(`another run is writing ${kept}`);
        child.kill('SIGKILL');
      },
    });
    expect(killed.code).toBeNull();
    const resumed = await run(file(text));
    expect(resumed.code).toBe(0);
    expect(summary(resumed.stderr)).toMatchObject({ rows: 0, skipped: { created: 1 } });
  });

  it('goes on after Ctrl-C, which settles what is under way and says how', async () => {
    const slow = await machine.startSandbox(['--data', ':memory:', '--latency', '60']);
    const rows = file(`openid\n${Array.from({ length: 80 }, (_, at) => `int${at}\n`).join('')}`);
    const kept = join(machine.home, "what's stopped.ndjson");
    const args = ['insurance', 'batch', rows, '--config', slow.config, '--results', kept, '--concurrency', '4'];
    const stopped = await machine.run(args, {
      onStart: async (child) => {
        while (!existsSync(kept) || statSync(kept).size === 0) await delay(10);
        child.kill('SIGINT');
      },
    });
    expect(stopped.code).toBe(130);
    const [, pasted = ''] = /resume with:\nwxpay (.*)/.exec(stopped.stderr) ?? [];
    expect(pasted).toContain(' --concurrency 4 --resume');
    const { requests } = JSON.parse(await (await fetch(`${slow.url}/__sandbox/requests`)).text());
    expect(results(readFileSync(kept, 'utf8'))).toHaveLength(requests.length);
    const shell = spawnSync('sh', ['-c', `${process.execPath} ${BIN} ${pasted}`], { env: { HOME: machine.home } });
    expect(shell.status).toBe(0);
    expect(results(readFileSync(kept, 'utf8')).map(({ line }) => line)).toEqual(
      Array.from({ length: 80 }, (_, at) => at + 2),
    );
  });
});

it('Ctrl-C gives up rows that wait for their turn, even if the whole file has been read', async () => {
  const kept = join(machine.home, 'waiting.ndjson');
  const rows = file('openid\nwait1\nwait2\nwait3\n');
  const before = await posts();
  const stopped = await machine.run(
    ['insurance', 'batch', rows, '--config', sandbox.config, '--results', kept, '--rate', '0.01'],
    {
      onStart: async (child) => {
        while (!existsSync(kept) || statSync(kept).size === 0) await delay(10);
        child.kill('SIGINT');
      },
    },
  );
  expect(stopped.code).toBe(130);
  expect(stopped.stderr).toContain('--resume');
  expect((await posts()) - before).toBe(1);
});

it('says nothing of how it went with --quiet, and takes 1 to 1000 rows at a time', async () => {
  const rows = file('openid\nquiet1\n');
  expect(await batch(rows, '--quiet', '--concurrency', '1000')).toMatchObject({ code: 0, stderr: '' });
  for (const wrong of ['0', '1001', '1.5']) expect((await batch(rows, '--concurrency', wrong)).code).toBe(2);
});

it('--failed writes the failed rows with the reason, and takes them back when mended', async () => {
  const failed = join(machine.home, 'failed.csv');
  const rows = file('openid;service_id\np1;\np 2;s\n');
  expect((await batch(rows, '--failed', failed)).code).toBe(7);
  expect((await batch(rows, '--failed', rows)).code).toBe(2);
  const text = readFileSync(failed, 'utf8');
  expect(text).toMatch(
    /^\uFEFFfailed_reason;out_order_no;openid;service_id\nline 3: openid: [^;]*;[0-9a-f]{32};p 2;s\n$/,
  );
  writeFileSync(failed, text.replace('p 2', 'p2'));
  expect((await batch(failed)).code).toBe(0);
});

it.each([
  [['unsigned'], 6],
  [['500'], 5],
] as const)('stops after --max-failures in a row of %j, with exit code %i', async (faults, exitCode) => {
  const broken = await machine.startSandbox(['--data', ':memory:', '--fault', `${faults[0]}:1`]);
  const rows = file(`openid\n${Array.from({ length: 60 }, (_, at) => `br${at}\n`).join('')}`);
  const { code, stdout, stderr } = await machine.run([
    ...['insurance', 'batch', rows, '--config', broken.config, '--max-failures', '5'],
    ...['--concurrency', '2', '--retries', '0'],
  ]);
  expect(code).toBe(exitCode);
  expect(results(stdout).length).toBeLessThan(10);
  expect(stderr).toContain('stopped: 5 in a row failed for one cause');
});

it('stops after --max-failures refusals of the merchant, with exit code 4 and the way on, and sends no more', async () => {
  const before = await posts();
  const rows = file(`openid\n${Array.from({ length: 60 }, (_, at) => `na${at}\n`).join('')}`);
  const kept = join(machine.home, 'no-auth.ndjson');
  const { code, stderr } = await machine.run(
    [
      ...['insurance', 'batch', rows, '--config', sandbox.config, '--results', kept, '--id', 'x'],
      ...['--max-failures', '5', '--concurrency', '2'],
    ],
    { env: { WECHATPAY_SERIAL: '0000000000000000000000000000000000000001' } },
  );
  expect(code).toBe(4);
  expect(stderr).toContain('stopped: 5 in a row failed for one cause');
  expect(stderr).toContain(`--results ${kept} --id x --max-failures 5 --concurrency 2 --resume --retry-failed`);
  expect((await posts()) - before).toBeLessThanOrEqual(6);
  const mended = await batch(rows, '--results', kept, '--id', 'x', '--resume', '--retry-failed');
  expect(summary(mended.stderr)).toMatchObject({ rows: 60, created: 60, failed: 0 });
});

it('slows down at a 429, and loses no row by it', async () => {
  const strict = await machine.startSandbox(['--data', ':memory:', '--fault', '429:0.1', '--seed', '7']);
  const rows = file(`openid,out_order_no\n${Array.from({ length: 60 }, (_, at) => `sl${at},sl-${at}\n`).join('')}`);
  const run = ['insurance', 'batch', rows, '--config', strict.config, '--json', '--retries', '9', '--rate', '200'];
  const { code, stdout, stderr } = await machine.run(run);
  expect(code).toBe(0);
  const found = results(stdout);
  expect(found.map(({ status }) => status)).toEqual(Array.from({ length: 60 }, () => 'created'));
  expect(found.some(({ attempts }) => attempts > 1)).toBe(true);
  // At 200 a second they would take 0.3 s.
  expect(summary(stderr).rate).toBeLessThan(150);
});

it.skipIf(spawnSync('script', ['--version']).status !== 0)('on a terminal, a bar says how far it is', async () => {
  const rows = file(`openid\n${Array.from({ length: 20 }, (_, at) => `tty${at}\n`).join('')}`);
  const typed = [
    process.execPath,
    BIN,
    'insurance',
    'batch',
    rows,
    '--config',
    sandbox.config,
    '--id',
    'tty',
    '--rate',
    '10',
  ];
  const { stdout } = spawnSync('script', ['-qec', [...typed, '--results', `${rows}.ndjson`].join(' '), '/dev/null'], {
    env: { PATH: process.env['PATH'], HOME: machine.home, TERM: 'xterm' },
    encoding: 'utf8',
  });
  const [drawn = '', told = ''] = stdout.split('OUTCOME');
  const percents = Array.from(drawn.matchAll(/(\d+) % · \d+ done/g), ([, percent]) => Number(percent));
  expect(percents.length).toBeGreaterThan(3);
  expect(percents[0]).toBeLessThan(90);
  expect(percents).toEqual(percents.toSorted((a, b) => a - b));
  expect(told).toContain('20 rows in');
  expect(told).not.toContain('\u001b');
});
