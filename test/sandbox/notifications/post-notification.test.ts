import { getEventListeners, once } from 'node:events';
import { createServer } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { checkHandlerUrl, postNotification } from '../../../src/sandbox/notifications/post-notification.js';
import { answering, startHandler } from '../helpers/handler.js';

const wire = { status: 200, headers: { 'X-Mixed-Case': 'Yes' }, body: Buffer.from('{"id":"中文"}') };
const signal = new AbortController().signal;
const post = (url: string, timeout = 5000) => postNotification(url, wire, { timeout, signal });

describe('a notification is posted', () => {
  it('byte for byte, on a connection of its own', async () => {
    const handler = await startHandler(answering(204));
    const timers = () => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
    const before = timers();
    expect(await post(handler.url)).toEqual({ status: 204, body: '', error: null });
    expect(timers()).toBeLessThanOrEqual(before);
    const [notified] = handler.notified;
    expect(notified).toMatchObject({ method: 'POST', target: '/notify', body: wire.body });
    expect(notified?.headers).toMatchObject({ 'x-mixed-case': 'Yes', connection: 'close', 'content-length': '15' });
  });

  it('and the beginning of the answer is kept, without waiting for the rest', async () => {
    const handler = await startHandler((response) => {
      response.writeHead(401).write(`{"code":"FAIL"}${'x'.repeat(1_000_000)}`);
    });
    const { status, body } = await post(handler.url);
    expect({ status, length: body.length }).toEqual({ status: 401, length: 16_384 });
    expect(body).toMatch(/^\{"code":"FAIL"\}x/);
  });

  it('only there: a redirect is an answer', async () => {
    const other = await startHandler(answering(204));
    const handler = await startHandler((response) => {
      response.writeHead(307, { Location: other.url }).end();
    });
    expect(await post(handler.url)).toMatchObject({ status: 307 });
    expect(other.notified).toEqual([]);
  });

  it('past any proxy', async () => {
    const proxy = await startHandler(answering(204));
    const handler = await startHandler(answering(200));
    for (const name of ['HTTP_PROXY', 'http_proxy', 'ALL_PROXY']) process.env[name] = proxy.url;
    onTestFinished(() => {
      for (const name of ['HTTP_PROXY', 'http_proxy', 'ALL_PROXY']) delete process.env[name];
    });
    expect(await post(handler.url)).toMatchObject({ status: 200 });
    expect(proxy.notified).toEqual([]);
  });
});

describe('no answer', () => {
  it.each([
    ['at all', () => {}],
    ['but its head', (response: import('node:http').ServerResponse) => response.writeHead(200).flushHeaders()],
  ] as const)('%s in time is a time-out', async (_, answer) => {
    const handler = await startHandler(answer);
    const start = Date.now();
    expect(await post(handler.url, 200)).toEqual({
      status: null,
      body: '',
      error: { en: 'no complete response within 0.2 s', zh: '0.2 秒内没有完整的应答' },
    });
    expect(Date.now() - start).toBeLessThan(1000);
  });

  it('where nobody listens says so', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    server.close();
    expect(await post(`http://127.0.0.1:${port}/`)).toMatchObject({
      status: null,
      error: { en: expect.stringContaining('ECONNREFUSED') },
    });
    const { error } = await post(`http://localhost:${port}/`);
    expect(error?.en).toContain('ECONNREFUSED');
  });

  it('when the connection is cut', async () => {
    const handler = await startHandler((response) => {
      response.socket?.destroy();
    });
    expect(await post(handler.url)).toMatchObject({ status: null, error: { en: 'socket hang up' } });
  });

  it('because the sandbox ends is an error, and leaves nothing behind', async () => {
    const handler = await startHandler(() => {});
    const stopping = new AbortController();
    const posting = postNotification(handler.url, wire, { timeout: 60_000, signal: stopping.signal });
    await expect.poll(() => handler.notified.length).toBe(1);
    stopping.abort(new Error('the end'));
    await expect(posting).rejects.toThrow('the end');
    expect(getEventListeners(stopping.signal, 'abort')).toEqual([]);
  });
});

describe('the URL of', () => {
  it.each([
    ['http://127.0.0.1:3000/notify?a=1', undefined],
    ['https://staging.merchant.cn/', undefined],
    ['http://staging.merchant.cn/', 'plain http goes to this machine only'],
    ['http://user:secret@127.0.0.1/', 'a user name and password'],
    ['127.0.0.1:3000', 'expected a URL such as'],
    ['file:///etc/passwd', 'expected a URL such as'],
  ])('a handler may be %s: %s', (url, problem) => {
    if (problem === undefined) expect(checkHandlerUrl(url)).toBeUndefined();
    else expect(checkHandlerUrl(url)?.en).toContain(problem);
  });
});
