import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import { Agent, createServer, request as httpRequest } from 'node:http';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { API_V3_KEY, configuredEnvironment, type Made, makeNotification, order } from '../notification/helpers.js';
import { startTlsTarget } from './helpers/tls-target.js';
import { BIN, freshMachine, type Machine } from './wxpay.js';

let machine: Machine;
let env: Record<string, string>;
beforeAll(async () => {
  machine = await freshMachine({ inProcess: true });
  env = configuredEnvironment();
});
afterAll(() => machine.dispose());

interface Listening {
  url: string;
  stop: (signal?: NodeJS.Signals) => Promise<{ code: number | null; stdout: string; stderr: string }>;
}

/** `wxpay notify listen` on a free port, once it says where. */
const listen = async (args: readonly string[] = [], setup: { env?: Record<string, string> } = { env }) => {
  let child: { kill: (signal: NodeJS.Signals) => boolean } | undefined;
  let ended: Promise<{ code: number | null; stdout: string; stderr: string }> | undefined;
  const url = await new Promise<string>((resolve, reject) => {
    ended = machine.run(['notify', 'listen', '--port', '0', ...args], {
      ...setup,
      onStart: (started) => {
        child = started;
        let said = '';
        started.stderr?.on('data', (chunk) => {
          said += String(chunk);
          const [, where] = /(?:listening on|正在监听) (\S+)/.exec(said) ?? [];
          if (where !== undefined) resolve(where);
        });
      },
    });
    void ended.then(({ stderr }) => reject(new Error(`it ended: ${stderr}`)));
  });
  const listening: Listening = {
    url,
    stop: async (signal = 'SIGTERM') => {
      child?.kill(signal);
      const result = await ended;
      if (result === undefined) throw new Error('it was not started');
      return result;
    },
  };
  return listening;
};

/** A shell script that runs `"$0" "$1" notify listen`, once that says where. */
const listenInShell = async (script: string) => {
  const child = spawn('bash', ['-c', script, process.execPath, BIN], { env: { ...env, HOME: machine.home } });
  let said = '';
  const url = await new Promise<string>((resolve) => {
    child.stderr.on('data', (chunk) => {
      said += String(chunk);
      const [, where] = /listening on (\S+)/.exec(said) ?? [];
      if (where !== undefined) resolve(where);
    });
  });
  return { child, url, said: () => said };
};

const send = (url: string, { headers, body }: Pick<Made, 'headers' | 'body'>, agent: Agent | false = false) =>
  new Promise<{ status: number | undefined; body: string }>((resolve, reject) => {
    httpRequest(url, { method: 'POST', headers, agent }, async (response) => {
      resolve({ status: response.statusCode, body: (await buffer(response)).toString() });
    })
      .on('error', reject)
      .end(body);
  });

const startTarget = async (answer: () => Promise<number>) => {
  const seen: Buffer[] = [];
  const server = createServer(async (request, response) => {
    seen.push(await buffer(request));
    response.writeHead(await answer()).end();
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`;
  return { url, seen, close: () => server.close() };
};

const lines = (text: string): string[] => text.split('\n').filter((line) => line !== '');

describe('notify listen', () => {
  it('prints one event a line with --json, answers 204, 401 with FAIL, and ends with 0', async () => {
    const listener = await listen(['--json']);
    expect(listener.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/wechatpay\/notify$/);
    const made = await makeNotification({ id: 'EV-1' });
    expect((await send(listener.url, made)).status).toBe(204);
    const forged = await send(listener.url, { headers: {}, body: made.body });
    expect(forged.status).toBe(401);
    expect(JSON.parse(forged.body)).toMatchObject({ code: 'FAIL' });
    expect((await send(listener.url, made)).status).toBe(204);
    const { code, stdout, stderr } = await listener.stop('SIGINT');
    expect(code).toBe(0);
    const events = lines(stdout).map((line): unknown => JSON.parse(line));
    expect(events).toMatchObject([
      { id: 'EV-1', resource: order },
      { id: 'EV-1', resource: order, repeat: true },
    ]);
    expect(events[0]).not.toHaveProperty('repeat');
    expect(
      lines(stderr)
        .filter((line) => line.startsWith('{'))
        .map((line): unknown => JSON.parse(line)),
    ).toMatchObject([{ error: { type: 'signature', code: 'SIGNATURE_MISSING', answered: 401 } }]);
  });

  it('prints tables for people, marks repeats, and tells on stderr what was refused', async () => {
    const listener = await listen(['--path', '/mine']);
    expect(listener.url).toMatch(/\/mine$/);
    const made = await makeNotification({ id: 'EV-2' });
    await send(listener.url, made);
    await send(listener.url, made);
    await send(listener.url, { headers: {}, body: made.body });
    const { stdout, stderr } = await listener.stop();
    expect(stdout).toContain('EV-2 · responded 204\n');
    expect(stdout).toContain('EV-2 · responded 204 · repeat\n');
    expect(stdout).toMatch(/^order_receive_state +RECEIVED +receive state: received$/m);
    expect(stderr).toMatch(/^responded with 401: .*Wechatpay-Timestamp.* missing$/m);
  });

  it.each([
    [
      ['--lang', 'en'],
      ['POST /favicon.ico → 404: not the path of notifications', 'GET /wechatpay/notify → 405: expected POST'],
    ],
    [
      ['--lang', 'zh'],
      ['POST /favicon.ico → 404：不是接收通知的路径', 'GET /wechatpay/notify → 405：应为 POST'],
    ],
  ])('says a line with the time for every request that is not for it, with %j', async (args, lines) => {
    const listener = await listen(args);
    await fetch(new URL('/favicon.ico', listener.url), { method: 'POST' });
    await fetch(listener.url);
    const { stderr } = await listener.stop();
    const told = stderr.split('\n').filter((line) => / 40[45]/.test(line) || line.includes('→'));
    expect(told.map((line) => line.replace(/^\d\d:\d\d:\d\d /, ''))).toEqual(lines);
  });

  it('refuses a probe, and prints nothing of it', async () => {
    const listener = await listen(['--json']);
    const { headers, body } = await makeNotification();
    const signature = `WECHATPAY/SIGNTEST/${headers['Wechatpay-Signature']}`;
    expect((await send(listener.url, { headers: { ...headers, 'Wechatpay-Signature': signature }, body })).status).toBe(
      401,
    );
    const { stdout, stderr } = await listener.stop();
    expect(stdout).toBe('');
    expect(stderr).toContain('SIGNATURE_PROBE');
  });

  it('keeps head and raw body, whole and private, for decode alone; refused ones apart', async () => {
    const folder = join(machine.home, 'kept');
    const listener = await listen(['--save', 'kept']);
    const plain = `${JSON.stringify(order).slice(0, -1)}, "备注": "é" }`;
    const made = await makeNotification({ id: 'EV-3', plain });
    await send(listener.url, made);
    await send(listener.url, await makeNotification({ id: '../EV/4' }));
    await send(listener.url, { headers: { ...made.headers, 'Wechatpay-Nonce': 'x' }, body: made.body });
    await listener.stop();
    const files = (await readdir(folder)).sort();
    expect(files).toEqual(
      [
        expect.stringMatching(/^EV-3\.http$/),
        expect.stringMatching(/^___EV_4-[0-9a-f]{8}\.http$/),
        expect.stringMatching(/^refused-[0-9a-f]{16}\.http$/),
      ].sort(),
    );
    for (const file of files) expect((await stat(join(folder, file))).mode & 0o777).toBe(0o600);
    expect((await readFile(join(folder, 'EV-3.http'))).subarray(-made.body.length).equals(made.body)).toBe(true);

    const decode = (file: string) => machine.run(['notify', 'decode', join('kept', file), '-o', 'ndjson'], { env });
    const decoded = await decode('EV-3.http');
    expect({ code: decoded.code, stderr: decoded.stderr }).toEqual({ code: 0, stderr: '' });
    expect(decoded.stdout).toContain('"备注":"é"');
    expect((await decode(files.find((file) => file.startsWith('refused')) ?? '')).code).toBe(6);
  });

  it('sends on, passes the status on, and asks whether the server runs when it does not', async () => {
    let status = 202;
    const target = await startTarget(async () => status);
    const listener = await listen(['--json', '--forward-to', target.url.replace('http://', '')]);
    const made = await makeNotification();
    expect((await send(listener.url, made)).status).toBe(202);
    expect(target.seen[0]?.equals(made.body)).toBe(true);
    status = 500;
    expect((await send(listener.url, await makeNotification())).status).toBe(500);
    target.close();
    await delay(50);
    expect((await send(listener.url, await makeNotification())).status).toBe(502);
    const { code, stderr } = await listener.stop();
    expect(code).toBe(0);
    expect(stderr).toContain(`Is your server running on ${target.url}?`);
  });

  it.each(['SIGINT', 'SIGTERM'] as const)('finishes what is in hand on %s, and ends with 0', async (signal) => {
    const target = await startTarget(async () => {
      await delay(500);
      return 204;
    });
    const listener = await listen(['--json', '--forward-to', target.url]);
    const answer = send(listener.url, await makeNotification({ id: 'EV-5' }));
    while (target.seen.length === 0) await delay(10);
    const { code, stdout } = await listener.stop(signal);
    expect((await answer).status).toBe(204);
    expect(code).toBe(0);
    expect(stdout).toContain('"EV-5"');
    target.close();
  });

  it('ends with 5 when the reader of stdout has gone, says why, and takes nothing that was not printed', async () => {
    const call = `"$0" "$1" notify listen --port 0 --json | head -n 1; echo "code \${PIPESTATUS[0]}"`;
    const { child, url, said } = await listenInShell(call);
    const printed = buffer(child.stdout);
    expect((await send(url, await makeNotification({ id: 'EV-A' }))).status).toBe(204);
    // head ends when it has read the line, which is not the moment of the response.
    let status = 204;
    for (let at = 0; status === 204; at += 1)
      status = (await send(url, await makeNotification({ id: `EV-${at}` }))).status ?? 0;
    expect(status).toBe(500);
    await once(child, 'close');
    expect(lines(String(await printed))).toEqual([expect.stringContaining('"EV-A"'), 'code 5']);
    expect(said()).toContain('The reader of stdout has ended, as head does.');
    expect(said()).toContain('comes again');
    expect(said()).not.toContain('with the same number');
  });

  it.skipIf(!existsSync('/dev/full'))('ends with 5 when stdout cannot be written', async () => {
    const call = 'exec "$0" "$1" notify listen --port 0 --json > /dev/full';
    const { child, url, said } = await listenInShell(call);
    expect((await send(url, await makeNotification())).status).toBe(500);
    const [code] = await once(child, 'close');
    expect(code).toBe(5);
    expect(said()).toContain('ENOSPC');
  });

  it('1,000 notifications over 50 connections: none lost, none printed twice', async () => {
    const listener = await listen(['--json', '--save', 'many']);
    const made = await Promise.all(Array.from({ length: 1000 }, (_, at) => makeNotification({ id: `EV-${at}` })));
    const agent = new Agent({ keepAlive: true, maxSockets: 50 });
    const answers = await Promise.all(made.map((one) => send(listener.url, one, agent)));
    agent.destroy();
    expect(answers.every(({ status }) => status === 204)).toBe(true);
    const { code, stdout } = await listener.stop();
    expect(code).toBe(0);
    const ids = lines(stdout).map((line) => {
      const { id }: { id: string } = JSON.parse(line);
      return id;
    });
    expect(ids.sort()).toEqual(made.map(({ id }) => id).sort());
    expect((await readdir(join(machine.home, 'many'))).length).toBe(1000);
  }, 60_000);

  it('works without any configuration, with the sandbox’s keys', async () => {
    const listener = await listen(['--sandbox', '--field', 'order_receive_state'], {});
    const { code } = await machine.run(['notify', 'send', '--sandbox', '--to', listener.url]);
    expect(code).toBe(0);
    expect((await listener.stop()).stdout).toBe('RECEIVED\n');
  });

  it('works with the ready configuration of wxpay sandbox', async () => {
    const sandbox = await machine.startSandbox();
    const listener = await listen(['--json', '--config', sandbox.config], {});
    const { code } = await machine.run(['notify', 'send', '--sandbox', '--to', listener.url]);
    expect(code).toBe(0);
    expect(lines((await listener.stop()).stdout).length).toBe(1);
  });

  it('says what is wrong with a call, a port that is taken, and a loop', async () => {
    const listener = await listen();
    const { port } = new URL(listener.url);
    for (const [args, named] of [
      [['--port', port], `port ${port}`],
      [['--port', '70000'], '65535'],
      [['--path', 'mine'], '--path'],
      [['--path', '/mine?x=1'], '--path'],
      [['--forward-to', 'ftp://example.com'], '--forward-to'],
      [['--port', '0', '--save', '/dev/null/x'], '--save'],
      [['--port', '0', '--field', 'idd'], 'Did you mean id?'],
    ] as const) {
      const { code, stdout, stderr } = await machine.run(['notify', 'listen', ...args], { env });
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
      expect(stderr).toContain(named);
    }
    await listener.stop();
    const loop = await machine.run(['notify', 'listen', '--port', port, '--forward-to', `localhost:${port}`], { env });
    expect(loop.code).toBe(2);
    expect(loop.stderr).toContain('is this receiver itself');
    const { WECHATPAY_APIV3_KEY: _, ...rest } = env;
    const missing = await machine.run(['notify', 'listen', '--port', '0'], { env: rest });
    expect(missing.code).toBe(3);
    expect(missing.stderr).toContain('apiv3Key');
  });

  it('never shows a key', async () => {
    const listener = await listen(['--debug']);
    await send(listener.url, await makeNotification());
    await send(listener.url, await makeNotification({ apiv3Key: 'x'.repeat(32) }));
    await send(listener.url, { headers: {}, body: Buffer.from('{}') });
    const { stdout, stderr } = await listener.stop();
    expect(stderr).toContain('APIv3 key does not decrypt');
    const pem = (env['WECHATPAY_PRIVATE_KEY'] ?? '').split('\n').filter((line) => line.length > 40);
    for (const secret of [API_V3_KEY, ...pem]) expect(stdout + stderr).not.toContain(secret);
  });

  it('forwards only to a server whose certificate is trusted, whatever NODE_TLS_REJECT_UNAUTHORIZED says', async () => {
    const { url, certificate, seen } = await startTlsTarget();
    const forwardTo = ['--forward-to', `${url}/notify`];
    const trusting = await listen(forwardTo, { env: { ...env, NODE_EXTRA_CA_CERTS: certificate } });
    expect((await send(trusting.url, await makeNotification())).status).toBe(204);
    expect(seen).toHaveLength(1);
    await trusting.stop();
    const listener = await listen(forwardTo, { env: { ...env, NODE_TLS_REJECT_UNAUTHORIZED: '0' } });
    expect((await send(listener.url, await makeNotification())).status).toBe(502);
    expect((await listener.stop()).stderr).toContain('self-signed certificate');
    expect(seen).toHaveLength(1);
  });
});
