import { spawnSync } from 'node:child_process';
import { mkdir, readdir, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { answering, startHandler } from '../sandbox/helpers/handler.js';
import { BIN, freshMachine, type Machine } from './wxpay.js';

const OPENID = 'oUpF8uMuAJO_M2pxb1Q9zNjWeS6o';

let machine: Machine;
let script: string;
beforeAll(async () => {
  machine = await freshMachine();
  script = join(machine.home, 'script.cjs');
});
afterAll(() => machine.dispose());

const exec = (words: readonly string[], setup: Parameters<Machine['run']>[1] = {}) =>
  machine.run(['sandbox', 'exec', ...words], setup);

/** Runs a program of JavaScript in the sandbox. */
const run = async (program: string, options: readonly string[] = [], setup: Parameters<Machine['run']>[1] = {}) => {
  await writeFile(script, program);
  return exec([...options, '--', process.execPath, script, '--port', 'mine', '--json'], setup);
};

const create = (...more: string[]) =>
  `require('node:child_process').execFileSync(process.execPath, ${JSON.stringify([BIN, 'insurance', 'create', '--openid', OPENID, '--json', ...more])}, { stdio: ['ignore', 'inherit', 'inherit'] });`;

describe('the command', () => {
  it('gets its words, a working directory, and an environment that points at a sandbox', async () => {
    const program = `
      console.log(JSON.stringify({ argv: process.argv.slice(2), cwd: process.cwd(), env: process.env }));`;
    const { code, stdout } = await run(program, ['--quiet', '--port', '0'], {
      env: { WECHATPAY_MCHID: '1900000001', WECHATPAY_PRIVATE_KEY: 'of another merchant', OTHER: 'stays' },
    });
    expect(code).toBe(0);
    const { argv, cwd, env } = JSON.parse(stdout);
    expect({ argv, cwd }).toEqual({ argv: ['--port', 'mine', '--json'], cwd: machine.home });
    expect(env.WXPAY_SANDBOX_URL).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect(env.WECHATPAY_BASE_URL).toBe(env.WXPAY_SANDBOX_URL);
    expect(env.WECHATPAY_CONFIG).toMatch(/\.wechatpayrc\.json$/);
    expect(env.OTHER).toBe('stays');
    for (const name of ['WECHATPAY_MCHID', 'WECHATPAY_PRIVATE_KEY']) expect(env).not.toHaveProperty(name);
  });

  it('can issue an order at once', async () => {
    const { code, stdout } = await run(create('--out-order-no', 'exec-1'));
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ out_order_no: 'exec-1' });
  });

  it.each([0, 1, 7, 130])('decides the exit code: %i', async (exitCode) => {
    expect((await run(`process.exit(${exitCode})`)).code).toBe(exitCode);
  });

  it.runIf(process.platform === 'win32')('may be a .cmd file, as npm is', async () => {
    const file = join(machine.home, 'tool.cmd');
    await writeFile(file, '@echo off\r\necho got %~1 and %~2\r\nexit /b 5\r\n');
    const { code, stdout } = await exec(['--quiet', '--', file, 'one', 'two words']);
    expect({ code, stdout: stdout.trim() }).toEqual({ code: 5, stdout: 'got one and two words' });
  });

  it.skipIf(process.platform === 'win32')('that a signal ends gives 128 and its number', async () => {
    expect((await run(`process.kill(process.pid, 'SIGKILL')`)).code).toBe(137);
  });

  it('takes the options of the sandbox, before its own name too', async () => {
    const program = `fetch(process.env.WXPAY_SANDBOX_URL + '/__sandbox/faults').then(async (r) => console.log(await r.text()))`;
    await writeFile(script, program);
    const words = ['sandbox', '--fault', '500:0.5', 'exec', '--', process.execPath, script];
    const { stdout } = await machine.run(words);
    expect(JSON.parse(stdout)).toMatchObject({ rules: [{ name: '500', probability: 0.5 }] });
  });

  it.each([
    [['--', 'no-such-command-1'], 2, 'cannot run no-such-command-1: no such program is installed'],
    [['--host', 'localhos', '--', 'true'], 2, '"localhos" is not an address of this machine. Did you mean localhost?'],
    [['--falt', '500', '--', 'true'], 2, 'Did you mean --fault?'],
    [[], 2, "missing required argument 'command'"],
  ])('%j exits with %i', async (words, exitCode, message) => {
    const { code, stderr } = await exec(words);
    expect({ code, stderr }).toEqual({ code: exitCode, stderr: expect.stringContaining(message) });
  });

  it('that is mistyped itself is suggested', async () => {
    const { code, stderr } = await machine.run(['sandbox', 'exce', '--', 'true']);
    expect({ code, stderr }).toMatchObject({ code: 2, stderr: expect.stringContaining('exec') });
  });
});

describe('--help', () => {
  it('lists each option once', async () => {
    const { stdout } = await exec(['--help']);
    expect(stdout.match(/^ {2}--deliver-to /gm)).toHaveLength(1);
    expect(stdout).toContain('Global options: wxpay help options');
  });
});

describe('signals', () => {
  it.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('%s is passed on, as often as it comes', async (signal) => {
    const program = `
      let count = 0;
      process.on('${signal}', () => {
        count += 1;
        console.log('got ' + count);
        if (count === 2) process.exit(9);
      });
      setInterval(() => {}, 1000);
      console.log('ready');`;
    const { code, stdout } = await run(program, ['--quiet'], {
      onStart: (child) => {
        child.stdout?.on('data', (chunk) => {
          if (/ready|got 1/.test(String(chunk))) child.kill(signal);
        });
      },
    });
    expect({ code, stdout }).toEqual({ code: 9, stdout: 'ready\ngot 1\ngot 2\n' });
  });

  it('leave nothing behind', async () => {
    const program = `console.log(process.env.WECHATPAY_CONFIG); console.log('ready'); setInterval(() => {}, 1000);`;
    const { code, stdout } = await run(program, ['--quiet'], {
      onStart: (child) => {
        child.stdout?.on('data', (chunk) => {
          if (String(chunk).includes('ready')) child.kill('SIGTERM');
        });
      },
    });
    expect(code).toBe(143);
    const folder = stdout.split('\n')[0]?.split('/').at(-3) ?? '';
    expect(folder).toMatch(/^wxpay-sandbox-/);
    expect(await readdir(tmpdir())).not.toContain(folder);
  });
});

describe('a temporary folder', () => {
  const left = async (name: string, age: number) => {
    const folder = join(tmpdir(), name);
    await mkdir(join(folder, 'keys'), { recursive: true });
    onTestFinished(() => rm(folder, { recursive: true, force: true }));
    const touched = new Date(Date.now() - age);
    await utimes(folder, touched, touched);
    return folder;
  };
  const dead = spawnSync(process.execPath, ['-e', '']).pid;
  const HOURS = 3_600_000;

  it('that a killed sandbox has left is removed by the next one; any other stays', async () => {
    const abandoned = await left(`wxpay-sandbox-${dead}-aaaaaa`, 2 * HOURS);
    const others = [
      await left(`wxpay-sandbox-${dead}-bbbbbb`, HOURS / 2),
      await left(`wxpay-sandbox-${process.pid}-cccccc`, 2 * HOURS),
      await left(`wxpay-sandbox-${dead}-of-somebody`, 2 * HOURS),
    ];
    expect((await run('')).code).toBe(0);
    await expect(stat(abandoned)).rejects.toThrow('ENOENT');
    for (const other of others) expect((await stat(other)).isDirectory()).toBe(true);
  });
});

describe('--expect-delivered', () => {
  const wait = `
    const until = async (done) => {
      for (;;) {
        const { notifications } = await (await fetch(process.env.WXPAY_SANDBOX_URL + '/__sandbox/notifications')).json();
        if (notifications.length > 0 && done(notifications[0])) return;
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    };`;
  const options = (url: string) => ['--receive-after', '0', '--expect-delivered', '--deliver-to', url];

  it('succeeds when every notification was taken', async () => {
    const handler = await startHandler(answering(204));
    const program = `${create()}${wait} until(({ state }) => state === 'taken');`;
    expect((await run(program, options(handler.url))).code).toBe(0);
    expect(handler.notified).toHaveLength(1);
  });

  it('fails when one was not taken, and names the order and why', async () => {
    const handler = await startHandler(answering(500));
    const program = `${create('--out-order-no', 'lost-1')}${wait} until(({ attempts }) => attempts.length > 0);`;
    const { code, stderr } = await run(program, options(handler.url));
    expect(code).toBe(4);
    expect(stderr).toContain('lost-1 (pending): status 500');
  });

  it('fails when one was held back', async () => {
    const program = `${create('--out-order-no', 'held-1')}${wait} until(() => true);`;
    const { code, stderr } = await run(program, ['--receive-after', '0', '--expect-delivered']);
    expect(code).toBe(4);
    expect(stderr).toContain('held-1 (held-back): ');
  });

  it('waits for the response to a notification that is under way when the command ends', async () => {
    const handler = await startHandler((response) => {
      setTimeout(() => response.writeHead(204).end(), 700);
    });
    expect(await run(create(), options(handler.url))).toMatchObject({ code: 0 });
    expect(handler.notified).toHaveLength(1);
  });

  it('warns of orders whose notification was not due yet', async () => {
    const handler = await startHandler(answering(204));
    const words = ['--receive-after', '60000', '--expect-delivered', '--deliver-to', handler.url];
    const { code, stderr } = await run(`${create()}${create()}`, words);
    expect({ code, stderr }).toMatchObject({
      code: 0,
      stderr: expect.stringContaining('2 notifications were not due'),
    });
  });

  it("leaves the command's own failure as it is", async () => {
    expect((await run('process.exit(3)', ['--expect-delivered'])).code).toBe(3);
  });
});
