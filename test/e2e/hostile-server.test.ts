import { spawn, spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { stripVTControlCharacters } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startSigningServer } from '../helpers/signing-server.js';
import { configuredEnvironment, makeNotification, order } from '../notification/helpers.js';
import { answering, startHandler } from '../sandbox/helpers/handler.js';
import { BIN, freshMachine, type Machine } from './wxpay.js';

/** What a terminal obeys, hides or reorders: C0, DEL, C1, bidirectional, zero-width, separators, fillers, tags. */
const HOSTILE = `evil\u001b]0;title\u0007\u007f\u009b31m\u0085\u00ad\u061c\u200b\u200d\u200e\u200f\u2028\u202e\u2066\u2800\u3164\ufeff\u{e0041}`;
/** The same for a header, as far as HTTP carries it. */
const HEADER = Buffer.from('evil\u009b31m\u0085\u202e\u200e\u2066').toString('latin1');
const UNSEEN = /(?![\t\n])[\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u2800]/u;

const NUMBER = 'hostile0001';
const answered = {
  ...order,
  order_id: HOSTILE,
  out_order_no: NUMBER,
  openid: 'oHostile01',
  [HOSTILE]: HOSTILE,
  deep: [{ [HOSTILE]: HOSTILE }],
};
const hostileHeaders = { 'Request-ID': HEADER, 'X-Hostile': HEADER };

type Scenario =
  | 'echo'
  | 'success'
  | 'text'
  | 'refusal'
  | 'unknown-code'
  | 'failure'
  | 'redirect'
  | 'unsigned'
  | 'other-serial';
/** The signatures of all requests, which are secrets. */
const signatures: string[] = [];
let scenario: Scenario = 'success';
let machine: Machine;
let server: Awaited<ReturnType<typeof startSigningServer>>;
let env: Record<string, string>;

beforeAll(async () => {
  machine = await freshMachine({ inProcess: true });
  const errorBody = (code: string) =>
    Buffer.from(JSON.stringify({ code, message: HOSTILE, detail: { [HOSTILE]: [HOSTILE] } }));
  server = await startSigningServer(({ request }) => {
    const authorization = request.headers.authorization ?? '';
    const [, signature = ''] = /signature="([^"]+)"/.exec(authorization) ?? [];
    if (signature !== '') signatures.push(signature);
    const headers = hostileHeaders;
    switch (scenario) {
      case 'success':
        return { headers, body: Buffer.from(JSON.stringify({ ...answered, qualified_user: true })) };
      case 'text':
        return { headers, body: Buffer.from(`${HOSTILE}\n${HOSTILE}`) };
      case 'refusal':
        return { status: 400, headers, body: errorBody('PARAM_ERROR') };
      case 'unknown-code':
        return { status: 400, headers, body: errorBody(HOSTILE) };
      case 'echo':
        return {
          status: 401,
          headers: { ...headers, 'Request-ID': signature, 'X-Echo': authorization },
          body: Buffer.from(
            JSON.stringify({
              code: 'SIGN_ERROR',
              message: `got ${authorization}`,
              detail: { sign: { value: encodeURIComponent(authorization), [signature]: [signature.slice(0, 200)] } },
            }).replaceAll('/', '\\/'),
          ),
        };
      case 'failure':
        return { status: 500, headers, body: errorBody(HOSTILE) };
      case 'redirect':
        return { status: 302, headers: { ...headers, Location: HEADER }, body: Buffer.from('') };
      case 'unsigned':
        return { headers: { ...headers, 'Wechatpay-Signature': HEADER }, body: Buffer.from(JSON.stringify(answered)) };
      case 'other-serial':
        return { headers: { ...headers, 'Wechatpay-Serial': HEADER }, body: Buffer.from(JSON.stringify(answered)) };
    }
  });
  const { mchid, serial, privateKey, keyRing } = server.credentials;
  const key = keyRing.preferred(Date.now());
  env = {
    WECHATPAY_MCHID: mchid,
    WECHATPAY_SERIAL: serial,
    WECHATPAY_PRIVATE_KEY: String(privateKey.export({ type: 'pkcs8', format: 'pem' })).replaceAll('\n', '\\n'),
    WECHATPAY_PUBLIC_KEY: String(key?.publicKey.export({ type: 'spki', format: 'pem' })),
    WECHATPAY_PUBLIC_KEY_ID: key?.id ?? '',
    WECHATPAY_BASE_URL: server.url,
    WECHATPAY_NOTIFY_URL: 'https://merchant.invalid/notify',
    WECHATPAY_APIV3_KEY: 'k'.repeat(32),
  };
  writeFileSync(join(machine.home, 'rows.csv'), `openid,out_order_no\noHostile01,${NUMBER}\n`);
});
afterAll(async () => {
  await server.close();
  await machine.dispose();
});

const expectSeen = (text: string) => {
  const found = UNSEEN.exec(stripVTControlCharacters(text));
  expect(found && JSON.stringify(text.slice(Math.max(0, found.index - 40), found.index + 10))).toBeNull();
};

const COMMANDS = {
  create: ['insurance', 'create', '--openid', 'oHostile01', '--out-order-no', NUMBER],
  get: ['insurance', 'get', NUMBER],
  qualification: ['insurance', 'qualification', 'oHostile01'],
  watch: ['insurance', 'watch', NUMBER, '--timeout', '1'],
  batch: ['insurance', 'batch', 'rows.csv'],
  request: ['request', 'GET', '/v3/anything', '--include'],
  'certs download': ['certs', 'download'],
} as const;

const MODES: readonly (readonly string[])[] = [[], ['--verbose'], ['--json', '--debug']];

const SCENARIOS: readonly Scenario[] = ['success', 'refusal', 'echo'];
const CASES = [
  ...Object.entries(COMMANDS).flatMap(([name, args]) => SCENARIOS.map((wanted) => ({ name, args, wanted }))),
  ...(['text', 'unknown-code', 'failure', 'redirect', 'unsigned', 'other-serial'] as const).map((wanted) => ({
    name: 'request',
    args: COMMANDS.request,
    wanted,
  })),
];

test.each(CASES)('$name prints nothing unseen of a response: $wanted', async ({ name, args, wanted }) => {
  scenario = wanted;
  const runs = MODES.map((mode) =>
    machine.run([...args, '--retries', '0', ...mode], { env: { ...env, FORCE_COLOR: '1' } }),
  );
  for (const { stdout, stderr } of await Promise.all(runs)) {
    // A body that is not JSON is printed byte for byte; on a terminal it is not, see below.
    if (!(name === 'request' && wanted === 'text')) expectSeen(stdout);
    expectSeen(stderr);
    const told = stdout + stderr;
    const leaked = signatures.flatMap((signature) => [
      signature.slice(0, 40),
      encodeURIComponent(signature).slice(0, 40),
    ]);
    expect(leaked.filter((part) => told.replaceAll('\\/', '/').includes(part))).toEqual([]);
  }
});

describe('what is printed is still what was received', () => {
  test('as JSON', async () => {
    scenario = 'success';
    for (const mode of [['--json'], ['-o', 'ndjson']]) {
      const { code, stdout } = await machine.run([...COMMANDS.get, ...mode], { env });
      expect(code).toBe(0);
      expect(JSON.parse(stdout)).toEqual({ ...answered, qualified_user: true });
    }
    const { stdout } = await machine.run([...COMMANDS.batch, '--json'], { env });
    expect(JSON.parse(stdout).order).toMatchObject(answered);
  });

  test('in an error', async () => {
    scenario = 'refusal';
    const { code, stderr } = await machine.run([...COMMANDS.get, '--json'], { env });
    expect(code).toBe(4);
    expect(JSON.parse(stderr).error.detail).toEqual({ [HOSTILE]: [HOSTILE] });
  });

  test('raw with --field, for programs', async () => {
    scenario = 'success';
    const { stdout } = await machine.run([...COMMANDS.get, '--field', 'order_id'], { env });
    expect(stdout).toBe(`${HOSTILE}\n`);
  });
});

describe.skipIf(spawnSync('script', ['--version']).status !== 0)('on a terminal', () => {
  test.each<[string, Scenario, string[]]>([
    ['--field', 'success', [...COMMANDS.get, '--field', 'order_id']],
    ['a table', 'success', [...COMMANDS.get]],
    ['a body that is not JSON', 'text', [...COMMANDS.request]],
  ])('nothing unseen is printed of %s', async (_, wanted, args) => {
    scenario = wanted;
    const line = [process.execPath, BIN, ...args].map((word) => `'${word}'`).join(' ');
    const terminal = spawn('script', ['-qec', `stty cols 60; ${line}`, '/dev/null'], {
      env: { ...env, PATH: process.env['PATH'] ?? '', HOME: machine.home, TERM: 'xterm' },
      cwd: machine.home,
    });
    const stdout = await text(terminal.stdout);
    expect(stdout).toContain('evil');
    expectSeen(stdout.replaceAll('\r', ''));
  });
});

describe('notifications', () => {
  const hostileOrder = JSON.stringify({ ...order, order_id: HOSTILE, [HOSTILE]: HOSTILE });

  test('decode prints nothing unseen, and the same JSON value', async () => {
    const made = await makeNotification({ id: HOSTILE, plain: hostileOrder });
    const headers = join(machine.home, 'headers.json');
    writeFileSync(headers, JSON.stringify(made.headers));
    const decode = (...mode: string[]) =>
      machine.run(['notify', 'decode', '--headers', headers, ...mode], {
        env: configuredEnvironment(),
        stdin: made.body.toString(),
      });
    for (const mode of MODES) {
      const { code, stdout, stderr } = await decode(...mode);
      expect(code, stderr).toBe(0);
      expectSeen(stdout + stderr);
    }
    expect(JSON.parse((await decode('--json')).stdout)).toMatchObject({
      id: HOSTILE,
      resource: { order_id: HOSTILE, [HOSTILE]: HOSTILE },
    });
  });

  test.each([[[]], [['--json']], [['--verbose']]])(
    'listen %j prints nothing unseen, of refused ones neither',
    async (mode) => {
      const target = createServer((request, response) => {
        request.resume().on('end', () => response.writeHead(500, { 'X-Hostile': HEADER }).end(HOSTILE));
      });
      await new Promise<void>((resolve) => {
        target.listen(0, '127.0.0.1', resolve);
      });
      const address = target.address();
      const forwardTo = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}/`;
      let stop = () => {};
      let ended: ReturnType<Machine['run']> | undefined;
      const url = await new Promise<string>((resolve) => {
        ended = machine.run(['notify', 'listen', '--port', '0', '--forward-to', forwardTo, ...mode], {
          env: configuredEnvironment(),
          onStart: (child) => {
            stop = () => void child.kill('SIGTERM');
            let said = '';
            child.stderr?.on('data', (chunk) => {
              said += String(chunk);
              const [, where] = /listening on (\S+)/.exec(said) ?? [];
              if (where !== undefined) resolve(where);
            });
          },
        });
      });
      const made = await makeNotification({ id: HOSTILE, plain: hostileOrder });
      for (const headers of [made.headers, { ...made.headers, 'Wechatpay-Serial': HEADER }]) {
        await fetch(url, { method: 'POST', headers, body: new Uint8Array(made.body) });
      }
      stop();
      const { code, stdout = '', stderr = '' } = (await ended) ?? {};
      target.close();
      expect(code, stderr).toBe(0);
      expect(stdout + stderr).toContain('evil');
      expectSeen(stdout + stderr);
    },
  );

  test.each([[[]], [['--json']], [['-o', 'ndjson']], [['--verbose']]])(
    'send %j prints nothing unseen of what a handler answers',
    async (mode) => {
      const handler = await startHandler(answering(500, HOSTILE));
      const { stdout, stderr } = await machine.run(['notify', 'send', '--to', handler.url, ...mode]);
      // A person is told why the handler failed, not what it answered.
      if (mode.includes('--json') || mode.includes('-o')) expect(stdout).toContain('evil');
      expectSeen(stdout + stderr);
    },
  );
});
