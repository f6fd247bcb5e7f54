import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  API_V3_KEY,
  CERTIFICATE_SERIAL,
  configuredEnvironment,
  type Made,
  makeNotification,
  order,
  PUBLIC_KEY_ID,
} from '../notification/helpers.js';
import { freshMachine, type Machine } from './wxpay.js';

let machine: Machine;
let env: Record<string, string>;
beforeAll(async () => {
  machine = await freshMachine({ inProcess: true });
  env = configuredEnvironment();
});
afterAll(() => machine.dispose());

const headerLines = (headers: Record<string, string>) =>
  Object.entries(headers)
    .map(([name, value]) => `${name}: ${value}\n`)
    .join('');

/** Keeps a notification as body and headers, and decodes it. */
const decode = async ({ headers, body }: Pick<Made, 'headers' | 'body'>, ...args: string[]) => {
  await writeFile(join(machine.home, 'body.json'), body);
  await writeFile(join(machine.home, 'headers.txt'), headerLines(headers));
  return machine.run(['notify', 'decode', 'body.json', '--headers', 'headers.txt', ...args], { env });
};

const errorOf = ({ stderr }: { stderr: string }) => {
  const { error }: { error: Record<string, string> } = JSON.parse(stderr);
  return error;
};

describe('notify decode prints', () => {
  it('the event with its plain content, pretty with --json and on one line with ndjson, nothing lost', async () => {
    const plain = `${JSON.stringify(order).slice(0, -1)},"big":12345678901234567890}`;
    const made = await makeNotification({ id: 'EV-1', plain });
    const { code, stdout, stderr } = await decode(made, '--json');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(JSON.parse(stdout)).toMatchObject({ id: 'EV-1', resource: order });
    expect(stdout).toContain('\n  "resource": {\n    "order_id": "1234323JKHDFE1243252",\n');
    expect(stdout).toContain('"big": 12345678901234567890\n');
    const line = await decode(made, '-o', 'ndjson');
    expect(line.stdout).toMatch(/^\{"id":"EV-1",.*"resource":\{"order_id":.*"big":12345678901234567890\}\}\n$/);
  });

  it('a table of its fields and the order’s, with meanings', async () => {
    const made = await makeNotification({ id: 'EV-2' });
    const { stdout } = await decode(made, '--lang', 'zh');
    expect(stdout).toMatch(/^id +EV-2 +通知的唯一编号$/m);
    expect(stdout).toMatch(/^order_receive_state +RECEIVED +保险订单领取状态：已领取$/m);
    expect((await decode(made)).stdout).toMatch(/^order_receive_state +RECEIVED +receive state: received$/m);
    expect(stdout).not.toContain('ciphertext');
  });

  it('one field, of the event or of the order; an unknown one is refused with the nearest name', async () => {
    const made = await makeNotification({ id: 'EV-3' });
    expect((await decode(made, '--field', 'id')).stdout).toBe('EV-3\n');
    expect((await decode(made, '--field', 'claimed_count')).stdout).toBe('1\n');
    const wrong = await decode(made, '--field', 'order_recieve_state');
    expect(wrong.code).toBe(2);
    expect(wrong.stderr).toContain('Did you mean order_receive_state?');
  });
});

describe('notify decode reads', () => {
  it('the body from stdin, and headers as JSON, lists of values and any case', async () => {
    const { headers, body } = await makeNotification();
    const lower = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), [value]]);
    await writeFile(join(machine.home, 'headers.json'), `\uFEFF${JSON.stringify(Object.fromEntries(lower))}`);
    for (const file of [[], ['-']]) {
      const args = ['notify', 'decode', ...file, '--headers', 'headers.json', '--field', 'out_order_no'];
      const { stdout } = await machine.run(args, { env, stdin: body.toString() });
      expect(stdout).toBe(`${order.out_order_no}\n`);
    }
  });

  it('headers as curl -v shows them', async () => {
    const { headers, body } = await makeNotification();
    const shown = `> POST /notify HTTP/1.1\r\n${headerLines(headers).replace(/^/gm, '> ').replace(/\n/g, '\r\n')}\r\n`;
    await writeFile(join(machine.home, 'curl.txt'), shown);
    await writeFile(join(machine.home, 'body.json'), body);
    const args = ['notify', 'decode', 'body.json', '--headers', 'curl.txt', '--field', 'openid'];
    expect(await machine.run(args, { env })).toEqual({ code: 0, stdout: `${order.openid}\n`, stderr: '' });
  });

  it.each(['\n', '\r\n'])('a body to which an editor has added %j', async (end) => {
    const { headers, body } = await makeNotification();
    const ended = { headers, body: Buffer.concat([body, Buffer.from(end)]) };
    expect((await decode(ended, '--field', 'openid')).stdout).toBe(`${order.openid}\n`);
    const twice = { headers, body: Buffer.concat([body, Buffer.from(`${end} ${end}`)]) };
    expect((await decode(twice)).code).toBe(6);
  });

  it('a body that ends its last line itself', async () => {
    const made = await makeNotification();
    const body = Buffer.from(`${made.body}\n`);
    expect((await decode(await makeNotification({ body }), '--field', 'openid')).stdout).toBe(`${order.openid}\n`);
  });

  it('a notification of yesterday with --ignore-timestamp, altered ones never', async () => {
    const made = await makeNotification({ offset: -86_400 });
    const refused = await decode(made);
    expect(refused.code).toBe(6);
    expect(refused.stderr).toContain('--ignore-timestamp');
    expect((await decode(made, '--ignore-timestamp', '--field', 'openid')).stdout).toBe(`${order.openid}\n`);
    const body = Buffer.from(made.body.toString().replace('EV-', 'EW-'));
    expect((await decode({ headers: made.headers, body }, '--ignore-timestamp')).code).toBe(6);
  });

  it.each([
    [['notify', 'decode', 'body.json'], '--headers <file>'],
    [['notify', 'decode', 'nowhere.json', '--headers', 'headers.txt'], 'nowhere.json'],
    [['notify', 'decode', 'body.json', '--headers', 'nowhere.txt'], 'nowhere.txt'],
    [['notify', 'decode', 'body.json', '--headers', 'body.txt'], 'line 1 is not a header'],
    [['notify', 'decode', 'body.json', '--headers', 'bad.json'], 'looks like JSON but does not parse'],
  ])('nothing else: %j', async (args, named) => {
    const { headers, body } = await makeNotification();
    await decode({ headers, body });
    await writeFile(join(machine.home, 'body.txt'), 'x'.repeat(20));
    await writeFile(join(machine.home, 'bad.json'), '{"a"');
    const { code, stdout, stderr } = await machine.run(args, { env });
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(named);
  });
});

describe('notify decode tells apart', () => {
  const refused = async (made: Pick<Made, 'headers' | 'body'>, ...args: string[]) => {
    const result = await decode(made, '--json', ...args);
    expect(result.stdout).toBe('');
    return { exit: result.code, ...errorOf(result) };
  };

  it('a missing header, named, with the proxy as the suspect', async () => {
    const { headers, body } = await makeNotification();
    const { 'Wechatpay-Nonce': _, ...rest } = headers;
    expect(await refused({ headers: rest, body })).toMatchObject({
      exit: 6,
      code: 'SIGNATURE_MISSING',
      message: expect.stringContaining('Wechatpay-Nonce missing'),
      hint: expect.stringContaining('check the proxy'),
    });
  });

  it('an unknown serial, with the known ones', async () => {
    const made = await makeNotification({ serial: CERTIFICATE_SERIAL });
    const error = await refused(made);
    expect(error).toMatchObject({ exit: 6, code: 'SIGNATURE_UNKNOWN_SERIAL' });
    for (const id of [CERTIFICATE_SERIAL, PUBLIC_KEY_ID]) expect(JSON.stringify(error)).toContain(id);
  });

  it('a signature probe', async () => {
    const { headers, body } = await makeNotification();
    const signature = `WECHATPAY/SIGNTEST/${headers['Wechatpay-Signature']}`;
    expect(await refused({ headers: { ...headers, 'Wechatpay-Signature': signature }, body })).toMatchObject({
      exit: 6,
      code: 'SIGNATURE_PROBE',
    });
  });

  it('a body that was parsed and written again', async () => {
    const { headers, body } = await makeNotification();
    const rewritten = Buffer.from(JSON.stringify(JSON.parse(body.toString()), null, 2));
    expect(await refused({ headers, body: rewritten })).toMatchObject({
      exit: 6,
      code: 'SIGNATURE_MISMATCH',
      hint: expect.stringContaining('raw bytes'),
    });
  });

  it('a wrong APIv3 key, and a missing one', async () => {
    expect(await refused(await makeNotification({ apiv3Key: 'x'.repeat(32) }))).toMatchObject({
      exit: 3,
      code: 'APIV3_KEY_MISMATCH',
    });
    const { WECHATPAY_APIV3_KEY: _, ...rest } = env;
    const args = ['notify', 'decode', 'body.json', '--headers', 'headers.txt', '--json'];
    const missing = await machine.run(args, { env: rest });
    expect(missing.code).toBe(3);
    expect(errorOf(missing)).toMatchObject({ code: 'MISSING_APIV3_KEY' });
  });

  it('content that is not as documented', async () => {
    expect(await refused(await makeNotification({ body: Buffer.from('{"id":"1","event_type":"x"}') }))).toMatchObject({
      exit: 5,
      code: 'BAD_NOTIFICATION',
      message: expect.stringContaining('resource: it is required'),
    });
  });
});

describe('notify decode never', () => {
  it('decrypts what is not verified: there is no such option', async () => {
    const { stdout } = await machine.run(['notify', 'decode', '--help']);
    expect(stdout.replace(/\s+/g, ' ')).toContain('There is no way to decrypt one whose signature does not verify');
    expect(stdout).not.toMatch(/--(?:insecure|no-verify|skip)/);
    const { headers, body } = await makeNotification();
    const forged = { headers: { ...headers, 'Wechatpay-Nonce': 'x' }, body };
    for (const option of ['--insecure', '--no-verify', '--skip-verify']) {
      const { code, stdout } = await decode(forged, option);
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    }
  });

  it('shows a key, however verbose and whatever goes wrong', async () => {
    const { headers, body } = await makeNotification();
    const outputs = [
      await decode({ headers, body }, '--debug'),
      await decode({ headers: {}, body }, '--debug'),
      await decode(await makeNotification({ apiv3Key: 'x'.repeat(32) }), '--debug', '--json'),
      await decode(await makeNotification({ plain: '{}' }), '--debug'),
    ];
    const pem = (env['WECHATPAY_PRIVATE_KEY'] ?? '').split('\n').filter((line) => line.length > 40);
    for (const { stdout, stderr } of outputs) {
      for (const secret of [API_V3_KEY, ...pem]) expect(stdout + stderr).not.toContain(secret);
    }
  });
});
