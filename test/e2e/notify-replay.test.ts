import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { formatSaved } from '../../src/notification/saved.js';
import { answering, startHandler } from '../sandbox/helpers/handler.js';
import { freshMachine, type Machine, type RunningSandbox } from './wxpay.js';

let machine: Machine;
let sandbox: RunningSandbox;
let kept: string;
let body: Buffer;
let headers: Record<string, string>;

const rawOf = (named: Record<string, string>) => Object.entries(named).flat();

beforeAll(async () => {
  machine = await freshMachine({ inProcess: true });
  sandbox = await machine.startSandbox(['--data', join(machine.home, 'theirs')]);
  const server = createServer((message, response) => {
    void buffer(message).then((bytes) => {
      body = bytes;
      headers = Object.fromEntries(Object.entries(message.headers).map(([name, value]) => [name, String(value)]));
      response.writeHead(204).end();
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/notify`;
  await machine.run(['notify', 'send', '--to', url, '--data', join(machine.home, 'theirs')]);
  server.close();
  kept = join(machine.home, 'kept.http');
  await writeFile(kept, formatSaved({ target: '/notify', rawHeaders: rawOf(headers), body }));
});
afterAll(() => machine.dispose());

const replay = (...args: string[]) => machine.run(['notify', 'replay', ...args]);

describe('notify replay', () => {
  it('sends the same bytes and headers, in the order of the files', async () => {
    const handler = await startHandler(answering(204));
    const { code, stdout } = await replay(kept, kept, '--to', handler.url, '--json');
    expect(code).toBe(0);
    const { id } = JSON.parse(body.toString());
    const result = { file: kept, id, status: 204, body: '', error: null, taken: true };
    expect(JSON.parse(stdout)).toEqual({ results: [result, result] });
    for (const notified of handler.notified) {
      expect(notified.body.equals(body)).toBe(true);
      for (const name of Object.keys(headers).filter((each) => each.startsWith('wechatpay-'))) {
        expect(notified.headers[name]).toBe(headers[name]);
      }
      expect(`http://${notified.headers.host}/notify`).toBe(handler.url);
    }
  });

  it('takes as many files as a pattern of the shell stands for', async () => {
    const handler = await startHandler(answering(204));
    const files = Array.from({ length: 30 }, () => kept);
    expect(await replay(...files, '--to', handler.url)).toMatchObject({ code: 0, stderr: '' });
    expect(handler.notified).toHaveLength(30);
  });

  it('with --resign sends the same content under the keys of another sandbox, which verifies as new', async () => {
    const ours = await machine.startSandbox(['--data', join(machine.home, 'ours')]);
    const old = Object.entries({ ...headers, 'wechatpay-timestamp': headers['wechatpay-timestamp'] ?? '' });
    const aged = join(machine.home, 'aged.http');
    await writeFile(aged, formatSaved({ target: '/notify', rawHeaders: old.flat(), body }));
    const handler = await startHandler(answering(204));
    const words = ['--resign', '--config', sandbox.config, '--data', join(machine.home, 'ours')];
    expect(await replay(aged, '--to', handler.url, ...words)).toMatchObject({ code: 0 });
    const [notified] = handler.notified;
    if (!notified) throw new Error('nothing came');
    expect(notified.headers['wechatpay-serial']).not.toBe(headers['wechatpay-serial']);

    const resigned = join(machine.home, 'resigned.http');
    const named = Object.entries(notified.headers).map(([name, value]) => [name, String(value)]);
    await writeFile(resigned, formatSaved({ target: '/', rawHeaders: named.flat(), body: notified.body }));
    const decode = async (file: string, config: string) => {
      const { code, stdout, stderr } = await machine.run(['notify', 'decode', file, '--config', config, '--json']);
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      return JSON.parse(stdout);
    };
    expect(await decode(resigned, ours.config)).toEqual(await decode(kept, sandbox.config));
  });

  it('with --resign refuses what does not verify, and sends nothing', async () => {
    const forged = join(machine.home, 'forged.http');
    const other = { ...headers, 'wechatpay-nonce': 'OTHER' };
    await writeFile(forged, formatSaved({ target: '/notify', rawHeaders: rawOf(other), body }));
    const handler = await startHandler(answering(204));
    const { code } = await replay(forged, '--to', handler.url, '--resign', '--config', sandbox.config);
    expect({ code, notified: handler.notified }).toEqual({ code: 6, notified: [] });
  });

  it('exits with 4 when one is not taken, and 5 when nobody answers', async () => {
    const handler = await startHandler(answering(401));
    expect(await replay(kept, '--to', handler.url)).toMatchObject({ code: 4, stdout: expect.stringContaining('401') });
    expect(await replay(kept, '--to', 'http://127.0.0.1:1/')).toMatchObject({ code: 5 });
  });

  it('sends nothing when a file is not a kept notification, or the URL is another machine without TLS', async () => {
    const handler = await startHandler(answering(204));
    const { code, stderr } = await replay(kept, sandbox.config, '--to', handler.url);
    expect({ code, stderr }).toMatchObject({ code: 2, stderr: expect.stringContaining('not a kept notification') });
    expect(handler.notified).toEqual([]);
    expect(await replay(kept, '--to', 'http://shop.pay.cn/')).toMatchObject({ code: 2 });
    expect((await readFile(kept)).subarray(-body.length).equals(body)).toBe(true);
  });
});
