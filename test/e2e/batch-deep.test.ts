import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startSigningServer } from '../helpers/signing-server.js';
import { freshMachine, type Machine } from './wxpay.js';

let machine: Machine;
beforeAll(async () => {
  machine = await freshMachine();
});
afterAll(() => machine.dispose());

const DEEP = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;

it('a row whose response is nested 100,000 levels deep ends neither a batch nor its resume', async () => {
  const server = await startSigningServer(({ request, body }) => {
    if (request.method === 'GET') {
      return { status: 404, body: Buffer.from(`{"code":"RESOURCE_NOT_EXISTS","message":"no","detail":${DEEP}}`) };
    }
    const { out_order_no, openid }: { out_order_no: string; openid: string } = JSON.parse(body.toString());
    if (openid === 'refused') {
      return { status: 400, body: Buffer.from(`{"code":"PARAM_ERROR","message":"no","detail":${DEEP}}`) };
    }
    const order = JSON.stringify({ order_id: '1', out_order_no, openid, order_receive_state: 'RECEIVING' });
    const extra = openid === 'deep' ? `,"extra":${DEEP}` : '';
    return { body: Buffer.from(`${order.slice(0, -1)}${extra}}`) };
  });
  const { mchid, serial, privateKey, keyRing } = server.credentials;
  const key = keyRing.preferred(Date.now());
  const env = {
    WECHATPAY_MCHID: mchid,
    WECHATPAY_SERIAL: serial,
    WECHATPAY_PRIVATE_KEY: String(privateKey.export({ type: 'pkcs8', format: 'pem' })),
    WECHATPAY_PUBLIC_KEY: String(key?.publicKey.export({ type: 'spki', format: 'pem' })),
    WECHATPAY_PUBLIC_KEY_ID: key?.id ?? '',
    WECHATPAY_BASE_URL: server.url,
    WECHATPAY_NOTIFY_URL: `${server.url}/notify`,
  };
  const rows = join(machine.home, 'rows.csv');
  const results = join(machine.home, 'results.ndjson');
  writeFileSync(rows, 'openid\nrefused\ndeep\nplain\n');
  const call = ['insurance', 'batch', rows, '--id', 'deep', '--results', results, '--json'];

  const first = await machine.run(call, { env });
  expect(first.code).toBe(7);
  const lines = readFileSync(results, 'utf8').trim().split('\n');
  const statuses = lines.map((line) => {
    const { line: number, status }: { line: number; status: string } = JSON.parse(line);
    return `${number} ${status}`;
  });
  expect(statuses.sort()).toEqual(['2 failed', '3 created', '4 created']);
  // The order is kept as it came.
  expect(lines.join('\n')).toContain(`"extra":${DEEP}`);

  const sent = server.seen.length;
  for (const more of [['--resume'], ['--resume', '--retry-failed']]) {
    const again = await machine.run([...call, ...more], { env });
    expect(again.code).toBe(7);
    expect(JSON.parse(again.stderr.trim().split('\n').at(-1) ?? '').summary.skipped.created).toBe(2);
  }
  // The refused row is sent once more, and looked for, because an earlier run has sent it.
  expect(server.seen.length - sent).toBe(2);
  await server.close();
});
