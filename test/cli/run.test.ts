import { once } from 'node:events';
import { createServer } from 'node:http';
import { PassThrough } from 'node:stream';
import { expect, it } from 'vitest';
import { runCli } from '../../src/cli/run.js';
import { configuredEnvironment } from '../notification/helpers.js';

it('a crash while an order is sent is exit code 1, and names the order that may exist', async () => {
  let crashNow: (error: Error) => void = () => {};
  const crash = new Promise<never>((_, reject) => {
    crashNow = reject;
  });
  const server = createServer(() => crashNow(new RangeError('out of reach'))).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const stderr = new PassThrough();
  const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
  const argv = ['insurance', 'create', '--openid', 'o1', '--out-order-no', 'n1', '--json'];
  const world = {
    env: { ...configuredEnvironment(), WECHATPAY_BASE_URL: url, WECHATPAY_NOTIFY_URL: `${url}/notify` },
    cwd: '/',
    home: '/',
    pid: 1,
    stdin: new PassThrough(),
    stdout: new PassThrough(),
    stderr,
    signal: new AbortController().signal,
    passSignals: () => () => {},
  };
  expect(await runCli([...argv, '--retries', '0'], world, crash)).toBe(1);
  const { error }: { error: unknown } = JSON.parse(String(stderr.read()));
  expect(error).toMatchObject({
    type: 'internal',
    out_order_no: 'n1',
    hint: expect.stringContaining("order n1 may have been created: wxpay insurance get 'n1'"),
  });
  server.closeAllConnections();
  server.close();
});
