import { execFile, spawnSync } from 'node:child_process';
import { createPrivateKey } from 'node:crypto';
import { readdir, readFile, stat } from 'node:fs/promises';
import { networkInterfaces } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { answering, startHandler } from '../sandbox/helpers/handler.js';
import { clearFaults, freshMachine, type Machine, queueFaults, type RunningSandbox, sandboxRequests } from './wxpay.js';

const shell = promisify(execFile);
const OPENID = 'oUpF8uMuAJO_M2pxb1Q9zNjWeS6o';

let machine: Machine;
let sandbox: RunningSandbox;
beforeAll(async () => {
  machine = await freshMachine();
  sandbox = await machine.startSandbox();
});
afterAll(() => machine.dispose());
// Not every command makes as many requests as faults were queued for it.
afterEach(() => clearFaults(sandbox));

const create = (number: string, ...args: string[]) =>
  machine.run([
    'insurance',
    'create',
    '--config',
    sandbox.config,
    '--openid',
    OPENID,
    '--out-order-no',
    number,
    ...args,
  ]);

describe('wxpay sandbox', () => {
  it('prints a configuration that works at once', async () => {
    expect(sandbox.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect(sandbox.pid).toBeGreaterThan(0);
    const { code, stdout } = await create('ready-1', '--json');
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ out_order_no: 'ready-1', openid: OPENID });
  });

  it('is found through WECHATPAY_CONFIG and through the working directory as well', async () => {
    const args = ['insurance', 'get', 'ready-1', '--field', 'openid'];
    const byEnv = await machine.run(args, { env: { WECHATPAY_CONFIG: sandbox.config } });
    const byFolder = await machine.run(args, { cwd: dirname(sandbox.config) });
    expect(byEnv).toMatchObject({ code: 0, stdout: `${OPENID}\n` });
    expect(byFolder).toMatchObject({ code: 0, stdout: `${OPENID}\n` });
  });

  it('its credentials can never be used against WeChat Pay', async () => {
    const { code, stderr } = await create('never-1', '--base-url', 'https://api.mch.weixin.qq.com');
    expect(code).toBe(3);
    expect(stderr).toContain('must not be sent to https://api.mch.weixin.qq.com');
  });

  it.each(['SIGINT', 'SIGTERM'] as const)('ends with 0 on %s, and removes its configuration file', async (signal) => {
    const other = await machine.startSandbox(['--data', ':memory:']);
    expect(await other.stop(signal)).toMatchObject({ code: 0, stderr: '' });
    await expect(readFile(other.config)).rejects.toThrow('ENOENT');
  });

  it('serves platform certificates in certificate mode', async () => {
    const certified = await machine.startSandbox(['--mode', 'certificate', '--data', ':memory:']);
    const run = (...args: string[]) => machine.run([...args, '--config', certified.config, '--verbose']);
    const { code, stderr } = await run('insurance', 'create', '--openid', OPENID);
    expect(code).toBe(0);
    expect(stderr).toMatch(/verified with [0-9A-F]{40}/);
  });
});

it('says where its page is', async () => {
  const { stderr } = await machine.run(['sandbox', '--data', ':memory:'], {
    onStart: (child) => {
      child.stderr?.on('data', (chunk) => {
        if (String(chunk).includes('Ctrl-C')) child.kill('SIGTERM');
      });
    },
  });
  expect(stderr).toMatch(/^The page: {3}http:\/\/127\.0\.0\.1:\d+\/$/m);
});

describe('notifications', () => {
  it('are sent when an order is received, again until they are taken, the faster with --notify-speed', async () => {
    const handler = await startHandler((response, _, count) => {
      response.writeHead(count < 3 ? 500 : 204).end();
    });
    const fast = await machine.startSandbox(['--receive-after', '0', '--notify-speed', '100', '--data', ':memory:']);
    const args = ['--config', fast.config, '--openid', OPENID, '--notify-url', handler.url];
    expect((await machine.run(['insurance', 'create', ...args])).code).toBe(0);
    const shown = async () => JSON.parse(await (await fetch(`${fast.url}/__sandbox/notifications`)).text());
    await expect.poll(shown).toMatchObject({
      notifications: [{ state: 'taken', attempts: [{ status: 500 }, { status: 500 }, { status: 204 }] }],
    });
    expect(handler.notified).toHaveLength(3);
    expect((await fast.stop()).code).toBe(0);
  });

  it('come from no sandbox inside a command', async () => {
    const handler = await startHandler(answering(204));
    const args = ['--sandbox', '--openid', OPENID, '--notify-url', handler.url, '--wait', '10'];
    const { code, stdout } = await machine.run(['insurance', 'create', ...args]);
    expect({ code, stdout }).toMatchObject({ code: 0, stdout: expect.stringContaining('RECEIVED') });
    expect(handler.notified).toEqual([]);
  });

  it('do not keep a sandbox from ending at once', async () => {
    const handler = await startHandler(() => {});
    const other = await machine.startSandbox(['--receive-after', '0', '--data', ':memory:']);
    const args = ['--config', other.config, '--openid', OPENID, '--notify-url', handler.url];
    await machine.run(['insurance', 'create', ...args]);
    await expect.poll(() => handler.notified.length).toBe(1);
    const start = Date.now();
    expect((await other.stop()).code).toBe(0);
    expect(Date.now() - start).toBeLessThan(2000);
  });

  it.each(['0', '-1', 'fast', '1e3'])('--notify-speed %j is a usage error', async (factor) => {
    const { code, stderr } = await machine.run(['sandbox', `--notify-speed=${factor}`]);
    expect(code).toBe(2);
    expect(stderr).toContain('expected a factor above 0');
  });
});

describe('each request and notification is told on stderr', () => {
  const tell = async (...args: string[]) => {
    const told = await machine.startSandbox(['--receive-after', '0', '--data', ':memory:', ...args]);
    const call = ['insurance', 'create', '--config', told.config, '--openid', OPENID, '--out-order-no'];
    expect((await machine.run([...call, 'told-1'])).code).toBe(0);
    expect((await machine.run([...call, 'told-1', '--service-id', 'x'])).code).toBe(4);
    await queueFaults(told, 'reset');
    await machine.run(['insurance', 'get', 'told-1', '--config', told.config]);
    await fetch(`${told.url}/v3/%1b%5b31m`, { headers: { 'User-Agent': 'x' } });
    const { stderr } = await told.stop();
    return stderr.split('\n').filter((line) => line !== '');
  };

  it('as NDJSON with --json', async () => {
    const events = (await tell()).map((line) => JSON.parse(line));
    // A handler is never told of an order before its merchant has the response.
    expect(events[0]).toMatchObject({ event: 'request', method: 'POST' });
    expect(events.filter(({ event }) => event === 'request')).toMatchObject([
      { method: 'POST', status: 200, code: null, reason: null, fault: null },
      { method: 'POST', status: 400, code: 'INVALID_REQUEST', reason: expect.stringContaining('service_id') },
      { method: 'GET', status: null, fault: 'reset' },
      { method: 'GET', status: 200 },
      { method: 'GET', status: 401, code: 'SIGN_ERROR', reason: 'the Authorization header is missing' },
    ]);
    expect(events.filter(({ event }) => event === 'notification')).toMatchObject([
      { out_order_no: 'told-1', state: 'held-back', reason: expect.stringContaining('--deliver-to') },
    ]);
  });

  it('and not with --quiet', async () => {
    expect(await tell('--quiet')).toEqual([]);
  });
});

describe('a call of the command that is invalid', () => {
  it.each([
    [['--falt', '500'], 2, 'Did you mean --fault?'],
    [['--fault', 'timout'], 2, 'Did you mean timeout?'],
    [['--key-switch', 'opened'], 2, 'off, closed, or a percentage'],
    [['--key-switch', '101'], 2, 'off, closed, or a percentage'],
    [['--reentry', 'other'], 2, 'invalid-request, param-error'],
    [['--deliver-to', 'ftp://x'], 2, 'expected a URL such as'],
    [['--allow-host', 'https://shop.pay.cn'], 2, 'without a scheme'],
    [['--host', '192.0.2.77'], 2, '"192.0.2.77" is not an address of this machine'],
    [['--host', 'localhos'], 2, 'Did you mean localhost?'],
  ] as const)('%j exits with %i: %s', async (args, exitCode, message) => {
    const { code, stdout, stderr } = await machine.run(['sandbox', ...args]);
    expect({ code, stdout }).toEqual({ code: exitCode, stdout: '' });
    expect(stderr).toContain(message);
  });

  it('names a port that is in use', async () => {
    const { port } = new URL(sandbox.url);
    const { code, stderr } = await machine.run(['sandbox', '--port', port, '--data', ':memory:']);
    expect(code).toBe(2);
    expect(stderr).toContain(`port ${port} of 127.0.0.1 is in use`);
  });
});

describe('on a network address', () => {
  it('the controls need the token that is printed at start', async () => {
    const [address] = Object.values(networkInterfaces())
      .flat()
      .flatMap((found) => (found && !found.internal && found.family === 'IPv4' ? [found.address] : []));
    // A machine without a network has no such address.
    if (address === undefined) return;
    const open = await machine.startSandbox(['--host', '0.0.0.0', '--data', ':memory:']);
    const { port } = new URL(open.url);
    const fromNetwork = (headers: Record<string, string> = {}) =>
      fetch(`http://${address}:${port}/__sandbox/orders`, { headers });
    expect((await fromNetwork()).status).toBe(403);
    expect((await fromNetwork({ Authorization: 'Bearer wrong' })).status).toBe(403);
    expect((await fromNetwork({ Authorization: `Bearer ${open.control_token}` })).status).toBe(200);
    expect((await fetch(`${open.url}/__sandbox/orders`)).status).toBe(200);
    expect(sandbox.control_token).toBeUndefined();
  });
});

describe('exit codes and errors', () => {
  it.each([
    ['unsigned', 6, 'signature'],
    ['bad-signature', 6, 'signature'],
    ['unknown-serial', 6, 'signature'],
    ['skewed', 6, 'signature'],
    ['tampered', 6, 'signature'],
    ['probe', 6, 'signature'],
  ])('%s gives exit code %i and shows no part of the answer', async (fault, exitCode, type) => {
    const number = `exit-${fault}`;
    await queueFaults(sandbox, fault);
    const { code, stdout, stderr } = await create(number, '--json', '--retries', '0');
    expect({ code, stdout }).toEqual({ code: exitCode, stdout: '' });
    const { error } = JSON.parse(stderr);
    expect(error).toMatchObject({ type, out_order_no: number });
    expect(error.message).toContain('may have been created');
    expect(stderr).not.toContain('order_id');
  });

  it.each(['500', '502-html', '429', 'reset', 'truncated', 'invalid-json', 'huge', 'redirect'])(
    '%s on every try gives exit code 5 and says what is known of the order',
    async (fault) => {
      const number = `five-${fault}`;
      // The order is read back several times, too.
      await queueFaults(sandbox, ...Array(12).fill(fault));
      const { code, stdout, stderr } = await create(number, '--json', '--retries', '0', '--timeout', '0.5');
      await clearFaults(sandbox);
      expect({ code, stdout }).toEqual({ code: 5, stdout: '' });
      const { error } = JSON.parse(stderr);
      expect(error).toMatchObject({ type: 'network', out_order_no: number });
      expect(error.message).toMatch(/may have been created|was rate-limited and not created/);
    },
  );

  it('a time-out names the limit and exits with 5', async () => {
    await queueFaults(sandbox, ...Array(12).fill('timeout'));
    const { code, stderr } = await create('five-timeout', '--retries', '0', '--timeout', '0.3');
    await clearFaults(sandbox);
    expect(code).toBe(5);
    expect(stderr).toContain('no complete response within 0.3 s');
  });

  it('--verbose shows each attempt, its answer and its waits on stderr; nothing changes on stdout', async () => {
    await queueFaults(sandbox, '429');
    const { code, stdout, stderr } = await create('verbose-1', '--json', '--verbose');
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ out_order_no: 'verbose-1' });
    expect(stderr).toMatch(/> attempt 1: POST http/);
    expect(stderr).toMatch(/429/);
    expect(stderr).toMatch(/waiting \d{4} ms/);
    expect(stderr).toMatch(/> attempt 2: POST http[\s\S]*< 200 in \d+ ms · Request-ID \S+ · verified with PUB_KEY_ID_/);
  });

  it('keeps hints in the language asked for', async () => {
    const get = (lang: string) =>
      machine.run(['insurance', 'get', 'no-such', '--config', sandbox.config, '--lang', lang]);
    expect((await get('zh')).stderr).toContain('检查单号');
    expect((await get('en')).stderr).toContain('Check the number');
    expect((await get('en')).code).toBe(4);
  });
});

describe('--dry-run', () => {
  it('sends nothing, and prints a curl line that works when pasted', async () => {
    const before = (await sandboxRequests(sandbox)).length;
    const args = ['--dry-run', '--json', '--data', `{"service_id":"it's_'quoted'_&_$HOME"}`];
    const { code, stdout } = await create('dry-1', ...args);
    expect(code).toBe(0);
    const shown = JSON.parse(stdout);
    expect(Object.keys(shown)).toEqual(['method', 'url', 'headers', 'body', 'message', 'curl']);
    expect(shown.message.split('\n').slice(0, 2)).toEqual(['POST', '/v3/hire-power-bank/insurance-orders']);
    expect(shown.message.endsWith(`\n${shown.body}\n`)).toBe(true);
    expect((await sandboxRequests(sandbox)).length).toBe(before);

    // A machine with only Node and git has no curl.
    if (spawnSync('curl', ['--version']).status !== 0) return;
    const pasted = await shell('sh', ['-c', `${shown.curl} --silent`]);
    expect(pasted.stdout).toContain('HTTP/1.1 200 OK');
    expect(pasted.stdout).toContain('"out_order_no":"dry-1"');
  });

  it('prints method, URL, headers, body, message and curl for people', async () => {
    const { stdout } = await create('dry-2', '--dry-run');
    for (const part of ['POST http', 'Authorization: WECHATPAY2-SHA256-RSA2048 mchid=', 'signed message', 'curl']) {
      expect(stdout).toContain(part);
    }
  });
});

describe('stopping', () => {
  const arrival = async (number: string): Promise<void> => {
    while (!(await sandboxRequests(sandbox)).some(({ body }) => body.includes(number))) await delay(20);
  };

  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('%s during a create exits with %i at once and names the order', async (signal, exitCode) => {
    const number = `stop-${signal}`;
    await queueFaults(sandbox, 'timeout-after-store');
    const { code, stdout, stderr } = await machine.run(
      ['insurance', 'create', '--config', sandbox.config, '--openid', OPENID, '--out-order-no', number],
      {
        onStart: (child) => {
          void arrival(number).then(() => child.kill(signal));
        },
      },
    );
    expect({ code, stdout }).toEqual({ code: exitCode, stdout: '' });
    expect(stderr).toContain(`order ${number} may have been created: wxpay insurance get '${number}'`);
  });
});

describe('secrets', () => {
  it.each(['none', 'unsigned', '500', 'reset', 'redirect', 'invalid-json', 'huge', '429', '502-html'])(
    'no key and no request signature is in any output after %s, however verbose',
    async (fault) => {
      const folder = dirname(sandbox.config);
      const config: { privateKey: string; apiv3Key: string } = JSON.parse(await readFile(sandbox.config, 'utf8'));
      const pem = await readFile(resolve(folder, config.privateKey), 'utf8');
      const jwk = createPrivateKey(pem).export({ format: 'jwk' });
      const lines = pem.split('\n').filter((line) => line.length > 40);
      const outputs: string[] = [];
      for (const format of ['--json', '--lang=zh']) {
        await queueFaults(sandbox, fault, fault);
        const limits = ['--retries', '0', '--timeout', '0.5'];
        const { stdout, stderr } = await create(`secret-${fault}`, '--debug', ...limits, format);
        outputs.push(stdout, stderr);
        await clearFaults(sandbox);
      }
      const refused = await create(`secret-${fault}`, '--service-id', 'other', '--debug');
      outputs.push(refused.stderr, JSON.stringify(await sandboxRequests(sandbox)));
      for (const secret of [config.apiv3Key, ...lines, String(jwk.d), 'signature="']) {
        for (const output of outputs) expect(output).not.toContain(secret);
      }
    },
  );

  it('keeps private files to their owner', async () => {
    const { mode } = await stat(sandbox.config);
    expect(mode & 0o077).toBe(0);
    expect(await readdir(join(machine.home, 'state', 'wxpay', 'sandbox'))).toContain('keys');
  });
});
