import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Running } from '../helpers/in-process.js';
import {
  type Exchange,
  type ScriptedServer,
  startConnectProxy,
  startScriptedServer,
} from '../helpers/scripted-server.js';
import { freshMachine, type Machine } from './wxpay.js';

// Several runs of one test may each have to wait for the whole limit.
vi.setConfig({ testTimeout: 60_000 });

let machine: Machine;
const closing: (() => unknown)[] = [];
beforeAll(async () => {
  machine = await freshMachine();
});
afterAll(async () => {
  await Promise.all(closing.map((close) => close()));
  await machine.dispose();
});

type Script = Parameters<typeof startScriptedServer>[1];

const serve = async (script: Script, options?: { tls?: boolean }): Promise<ScriptedServer> => {
  const server = await startScriptedServer(machine.home, script, options);
  closing.push(server.close);
  return server;
};

const serveThroughProxy = async (script: Script) => {
  const server = await serve(script, { tls: true });
  const proxy = await startConnectProxy(server.port);
  closing.push(proxy.close);
  return { server, env: { HTTPS_PROXY: proxy.url } };
};

/** Seconds: long enough for a busy machine to start a process, and an order is read back for one more. */
const LIMIT = '3';

const CREATE = ['insurance', 'create', '--openid', 'o1', '--out-order-no', 'n1', '--timeout', LIMIT, '--json'];

interface Setup {
  env?: Record<string, string>;
  onStart?: (running: Running) => void;
}

const run = (server: ScriptedServer, args: readonly string[], { env = {}, onStart }: Setup = {}) => {
  const words = ['--config', server.config, ...args];
  return machine.run(words, { env, ...(onStart && { onStart }) });
};

/** Stops a run once something is so. */
const stopWhen = (isSo: () => boolean) => (running: Running) => {
  const timer = setInterval(() => {
    if (!isSo()) return;
    clearInterval(timer);
    running.kill('SIGINT');
  }, 20);
};

const errorOf = (stderr: string) => JSON.parse(stderr.trim().split('\n').at(-1) ?? '').error;

let batches = 0;
/** Runs a batch of one row a number, and answers its results by number. */
const runBatch = async (server: ScriptedServer, numbers: readonly string[], args: string[] = [], setup: Setup = {}) => {
  batches += 1;
  const file = join(machine.home, `rows-${batches}.csv`);
  const results = join(machine.home, `results-${batches}.ndjson`);
  await writeFile(file, `out_order_no,openid\n${numbers.map((number) => `${number},o1\n`).join('')}`);
  const command = ['insurance', 'batch', file, '--results', results, '--timeout', LIMIT, '--retries', '0', ...args];
  const ended = await run(server, command, setup);
  const lines = (await readFile(results, 'utf8')).split('\n').filter((line) => line !== '');
  const byNumber = Object.fromEntries(lines.map((line) => JSON.parse(line)).map((one) => [one.out_order_no, one]));
  return { ...ended, byNumber, file, results };
};

const drop = ({ socket }: Exchange): void => {
  socket.destroy();
};

/** Faults of a lost answer: the order is stored, and the connection closed, reset or left open without an answer. */
const LOST = {
  closed: ({ store, socket }) => {
    store();
    socket.end();
    socket.destroy();
  },
  reset: ({ store, socket }) => {
    store();
    socket.resetAndDestroy();
  },
  unanswered: ({ store }) => store(),
} as const satisfies Record<string, (exchange: Exchange) => void>;

describe.concurrent('a row that an earlier run may have sent', () => {
  const REFUSED = { code: 'NO_AUTH', message: 'not any more' };
  /** Loses the response of the first create, and cannot be read until it is resumed; then refuses or drops every create. */
  const serveResumed = async (later: (exchange: Exchange) => void | Promise<void>) => {
    const state = { isResumed: false };
    const server = await serve((exchange) => {
      if (state.isResumed) return later(exchange);
      if (exchange.method === 'POST') exchange.store();
      return drop(exchange);
    });
    const batch = await runBatch(server, ['n2']);
    expect(batch.byNumber).toMatchObject({ n2: { status: 'unknown' } });
    state.isResumed = true;
    const resume = async () => {
      const { file, results } = batch;
      const words = [
        'insurance',
        'batch',
        file,
        '--results',
        results,
        '--resume',
        '--timeout',
        LIMIT,
        '--retries',
        '0',
      ];
      await run(server, words);
      return JSON.parse((await readFile(results, 'utf8')).trimEnd().split('\n').at(-1) ?? '');
    };
    return { server, resume };
  };

  it('is created when it is refused now and can be read', async () => {
    const { resume } = await serveResumed(({ method, reply, behave }) =>
      method === 'POST' ? reply(403, REFUSED) : behave(),
    );
    expect(await resume()).toMatchObject({ out_order_no: 'n2', status: 'created' });
  });

  it('stays unknown when reading it is refused for the same cause', async () => {
    const { resume } = await serveResumed(({ reply }) => reply(403, REFUSED));
    expect(await resume()).toMatchObject({ out_order_no: 'n2', status: 'unknown' });
  });

  it('is failed when it is refused now and there is no such order', async () => {
    const { server, resume } = await serveResumed(({ method, reply, behave }) =>
      method === 'POST' ? reply(403, REFUSED) : behave(),
    );
    server.orders.clear();
    expect(await resume()).toMatchObject({ out_order_no: 'n2', status: 'failed' });
  });

  it('stays unknown when nothing can be sent now', async () => {
    const { server, resume } = await serveResumed(drop);
    await server.close();
    expect(await resume()).toMatchObject({ out_order_no: 'n2', status: 'unknown' });
  });
});

describe.concurrent('through an HTTPS proxy', () => {
  it.each(Object.entries(LOST))('an order whose answer is %s is found by reading it back', async (_, lose) => {
    const { server, env } = await serveThroughProxy((exchange) =>
      exchange.method === 'POST' ? lose(exchange) : exchange.behave(),
    );
    const { code, stdout } = await run(server, [...CREATE, '--retries', '0'], { env });
    expect(JSON.parse(stdout)).toMatchObject({ out_order_no: 'n1' });
    expect(code).toBe(0);
    expect(server.count('GET')).toBe(1);
  });

  it.each(Object.entries(LOST))('an order is never told as not sent when nothing is answered (%s)', async (_, lose) => {
    const { server, env } = await serveThroughProxy((exchange) =>
      exchange.method === 'POST' ? lose(exchange) : drop(exchange),
    );
    const { code, stdout, stderr } = await run(server, [...CREATE, '--retries', '0'], { env });
    expect({ code, stdout }).toEqual({ code: 5, stdout: '' });
    expect(errorOf(stderr)).toMatchObject({
      out_order_no: 'n1',
      message: expect.stringContaining('may have been created'),
    });
    expect(stderr).not.toMatch(/not sent|not created|refused/);
    const batch = await runBatch(server, ['n2'], [], { env });
    expect(batch.byNumber).toMatchObject({ n2: { status: 'unknown' } });
    expect(batch.code).toBe(7);
  });

  it('a POST without idempotency key is sent once when its answer is lost', async () => {
    const { server, env } = await serveThroughProxy(({ socket }) => {
      socket.destroy();
    });
    const data = '{"out_trade_no":"1"}';
    const { code } = await run(server, ['request', 'POST', '/v3/refund/domestic/refunds', '--data', data], { env });
    expect(code).toBe(5);
    expect(server.count('POST')).toBe(1);
  });

  it('the wait for a proxy that never answers CONNECT is bounded, and nothing was sent', async () => {
    const server = await serve(({ behave }) => behave(), { tls: true });
    const proxy = await startConnectProxy(undefined);
    closing.push(proxy.close);
    const env = { HTTPS_PROXY: proxy.url };
    const { code, stderr } = await run(server, [...CREATE, '--retries', '1'], { env });
    expect(code).toBe(5);
    expect(proxy.asked).toHaveLength(2);
    expect(errorOf(stderr).message).toMatch(
      /^order n1 was not sent: .*proxy http:\/\/127\.0\.0\.1:\d+ \(HTTPS_PROXY\) within [\d.]+ s/,
    );
  });

  it('Ctrl-C ends a call that waits for its tunnel at once', async () => {
    const server = await serve(({ behave }) => behave(), { tls: true });
    const proxy = await startConnectProxy(undefined);
    closing.push(proxy.close);
    const { code, stderr } = await run(server, ['insurance', 'create', '--openid', 'o1', '--json'], {
      env: { HTTPS_PROXY: proxy.url },
      onStart: stopWhen(() => proxy.asked.length > 0),
    });
    expect(code).toBe(130);
    expect(errorOf(stderr).message).toMatch(/order \w+ was not sent/);
  });
});

describe.concurrent('a signed 404', () => {
  it('is no proof after a lost attempt: an order that is stored later is found', async () => {
    let late: (() => void) | undefined;
    const server = await serve((exchange) => {
      if (exchange.method === 'GET') {
        if (server.count('GET') === 3) late?.();
        return exchange.behave();
      }
      late = exchange.store;
      exchange.socket.destroy();
      return undefined;
    });
    const { code, stdout } = await run(server, [...CREATE, '--retries', '0']);
    expect(JSON.parse(stdout)).toMatchObject({ out_order_no: 'n1' });
    expect(code).toBe(0);
  });

  it('leaves an order that stays absent unknown, in a batch too, and --resume sends it again', async () => {
    let isLost = true;
    const server = await serve((exchange) => {
      if (exchange.method === 'POST' && isLost) exchange.socket.destroy();
      else return exchange.behave();
      return undefined;
    });
    const { code, stderr } = await run(server, [...CREATE, '--retries', '0']);
    expect(code).toBe(5);
    expect(errorOf(stderr).message).toMatch(/order n1 may have been created.*read back \d times/);
    const batch = await runBatch(server, ['n2']);
    expect(batch.byNumber).toMatchObject({ n2: { status: 'unknown' } });
    isLost = false;
    const again = await run(server, ['insurance', 'batch', batch.file, '--results', batch.results, '--resume']);
    expect(again.code).toBe(0);
    expect([...server.orders.keys()]).toEqual(['n2']);
  });

  it('that holds up one row of a batch holds up no other', async () => {
    const order: string[] = [];
    const server = await serve((exchange) => {
      if (exchange.method === 'POST') order.push(exchange.number);
      if (exchange.method === 'POST' && exchange.number === 'n1') exchange.socket.destroy();
      else return exchange.behave();
      return undefined;
    });
    const { byNumber, results } = await runBatch(server, ['n1', 'n2', 'n3'], ['--concurrency', '1']);
    expect(byNumber).toMatchObject({ n1: { status: 'unknown' }, n2: { status: 'created' }, n3: { status: 'created' } });
    const lines = (await readFile(results, 'utf8')).trim().split('\n');
    expect(lines.map((line) => JSON.parse(line).out_order_no)).toEqual(['n2', 'n3', 'n1']);
    expect(order).toEqual(['n1', 'n2', 'n3']);
  });

  it('in the place of the first response is no refusal: the order that was stored is found', async () => {
    const server = await serve(({ method, reply, order }) =>
      method === 'GET' ? reply(200, order()) : reply(404, { code: 'RESOURCE_NOT_EXISTS', message: '订单不存在' }),
    );
    const { code, stdout } = await run(server, CREATE);
    expect({ code, number: JSON.parse(stdout).out_order_no }).toEqual({ code: 0, number: 'n1' });
  });

  it('in that place leaves an order that Ctrl-C keeps from being read unknown', async () => {
    const server = await serve(({ reply }) => reply(404, { code: 'RESOURCE_NOT_EXISTS', message: 'no' }));
    const { code, stderr } = await run(server, CREATE, { onStart: stopWhen(() => server.seen.length >= 2) });
    expect(code).toBe(130);
    expect(errorOf(stderr).message).toContain('may have been created');
  });

  it('to every row stops a batch as no usable response does, before all are sent', async () => {
    const server = await serve(({ reply }) => reply(404, { code: 'RESOURCE_NOT_EXISTS', message: 'no' }));
    const numbers = Array.from({ length: 60 }, (_, at) => `n${at}`);
    const { code, byNumber } = await runBatch(server, numbers, ['--timeout', '1', '--concurrency', '4']);
    expect(code).toBe(5);
    const posted = server.seen.filter(({ method }) => method === 'POST').length;
    expect(posted).toBeLessThan(40);
    // Each that was sent is named, and none is given up.
    expect(Object.keys(byNumber)).toHaveLength(posted);
    expect(byNumber).toMatchObject({ n0: { status: 'unknown' }, n9: { status: 'unknown' } });
  });

  it('of another number, replayed, does not settle a lost attempt', async () => {
    let replayed: Parameters<Exchange['reply']>[2];
    const server = await serve(({ method, store, socket, reply }) => {
      if (method === 'GET') return reply(404, { code: 'RESOURCE_NOT_EXISTS', message: '订单 n0 不存在' }, replayed);
      store();
      socket.destroy();
      return undefined;
    });
    const { code, stderr } = await run(server, [...CREATE, '--retries', '0']);
    expect(code).toBe(5);
    expect(errorOf(stderr).message).toContain('may have been created');
  });
});

describe.concurrent('the status line, which no signature covers', () => {
  it.each([400, 403, 404, 429, 500, 502, 302])(
    'of %i beside a signed order does not hide the order',
    async (status) => {
      const server = await serve(({ method, store, reply, order }) => {
        if (method === 'POST') store();
        return reply(status, order());
      });
      const created = await run(server, CREATE);
      expect(JSON.parse(created.stdout)).toMatchObject({ out_order_no: 'n1' });
      const got = await run(server, ['insurance', 'get', 'n1', '--json']);
      expect(JSON.parse(got.stdout)).toMatchObject({ out_order_no: 'n1' });
      expect([created.code, got.code]).toEqual([0, 0]);
      expect(server.count('POST')).toBe(1);
    },
  );

  it('of 404 beside a signed body that is no error is neither a refusal nor "not found"', async () => {
    const server = await serve(({ reply }) => reply(404, { qualified_user: true }));
    const { code, stderr } = await run(server, ['insurance', 'get', 'n1', '--json', '--retries', '0']);
    expect(code).toBe(5);
    expect(errorOf(stderr)).toMatchObject({ type: 'network', code: 'HTTP_404' });
  });

  it('of 400 beside a signed SYSTEM_ERROR does not turn it into a refusal', async () => {
    const server = await serve(({ method, store, reply, behave }) => {
      if (method === 'GET') return behave();
      store();
      return reply(400, { code: 'SYSTEM_ERROR', message: '系统异常' });
    });
    const { code, stdout } = await run(server, [...CREATE, '--retries', '0']);
    expect(JSON.parse(stdout)).toMatchObject({ out_order_no: 'n1' });
    expect(code).toBe(0);
  });

  it.each(['000', '600', '199'])('that makes no sense (%s) is no refusal', async (status) => {
    const server = await serve(({ method, store, socket, behave }) => {
      if (method === 'GET') return behave();
      store();
      const body = '{"code":"PARAM_ERROR","message":"no"}';
      socket.end(`HTTP/1.1 ${status} Odd\r\nContent-Length: ${body.length}\r\nConnection: close\r\n\r\n${body}`);
      return undefined;
    });
    const { code, stdout, stderr } = await run(server, [...CREATE, '--retries', '0']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(JSON.parse(stdout)).toMatchObject({ out_order_no: 'n1' });
  });
});

describe.concurrent('a refusal that is not signed', () => {
  it('without an APIv3 body comes from somebody in between: the order is read back', async () => {
    const server = await serve(({ method, store, reply, behave }) => {
      if (method === 'GET') return behave();
      store();
      return reply(403, '<html>blocked by firewall</html>', { signed: false });
    });
    const { code, stdout } = await run(server, CREATE);
    expect(JSON.parse(stdout)).toMatchObject({ out_order_no: 'n1' });
    expect(code).toBe(0);
    expect(server.count('POST')).toBe(1);
  });

  it.each([401, 403, 404, 429])('without an APIv3 body leaves an absent order unknown (%i)', async (status) => {
    const server = await serve(({ method, reply, behave }) =>
      method === 'GET' ? behave() : reply(status, '', { signed: false }),
    );
    const { code, stderr } = await run(server, [...CREATE, '--retries', '0']);
    expect(code).toBe(5);
    expect(errorOf(stderr).message).toContain('order n1 may have been created');
    const { byNumber } = await runBatch(server, ['n2']);
    expect(byNumber).toMatchObject({ n2: { status: 'unknown' } });
  });

  it('with an APIv3 body is told as one, and marked in JSON, text and results', async () => {
    const server = await serve(({ reply }) =>
      reply(400, { code: 'PARAM_ERROR', message: '参数错误' }, { signed: false }),
    );
    const { code, stderr } = await run(server, CREATE);
    expect(code).toBe(4);
    expect(errorOf(stderr)).toMatchObject({
      type: 'api',
      code: 'PARAM_ERROR',
      signed: false,
      message: expect.stringContaining('order n1 was refused'),
    });
    const asText = await run(
      server,
      CREATE.filter((word) => word !== '--json'),
    );
    expect(asText.stderr).toContain('the refusal has no valid signature');
    const { byNumber } = await runBatch(server, ['n2']);
    expect(byNumber).toMatchObject({ n2: { status: 'failed', error: { signed: false } } });
  });

  it('is marked only where it is not signed', async () => {
    const server = await serve(({ reply }) => reply(400, { code: 'PARAM_ERROR', message: '参数错误' }));
    const { code, stderr } = await run(server, CREATE);
    expect(code).toBe(4);
    expect(errorOf(stderr)).not.toHaveProperty('signed');
  });

  it.each([false, true])(
    'after a lost attempt does not turn the order into a refused one (signed: %s)',
    async (signed) => {
      const server = await serve(({ method, number, store, socket, reply }) => {
        if (method === 'GET') return reply(404, { code: 'RESOURCE_NOT_EXISTS', message: '订单不存在' });
        if (server.orders.has(number)) return reply(403, { code: 'NOAUTH', message: '无权限' }, { signed });
        store();
        socket.destroy();
        return undefined;
      });
      const { code, stderr } = await run(server, [...CREATE, '--retries', '1']);
      expect(code).toBe(5);
      expect(errorOf(stderr).message).toContain('order n1 may have been created');
      expect(stderr).not.toMatch(/not sent|not created|was refused/);
      const batch = await runBatch(server, ['n2'], ['--retries', '1']);
      expect(batch.byNumber).toMatchObject({ n2: { status: 'unknown' } });
    },
  );
});

describe.concurrent('a refused re-entry', () => {
  const FORMS = [
    ['INVALID_REQUEST', '268498688', '请求重入时，参数与首次请求时不一致'],
    ['PARAM_ERROR', '271316598', '订单重入参数校验失败'],
    ['INVALID_REQUEST', '0', '请求重入时，参数与首次请求时不一致'],
  ] as const;

  it.each(FORMS)('(%s, %s) means that the order exists with other parameters', async (weChatCode, number, message) => {
    const headers = { 'Request-ID': `08E5-${number}` };
    const server = await serve(({ method, reply, order }) =>
      method === 'GET' ? reply(200, order()) : reply(400, { code: weChatCode, message }, { headers }),
    );
    const { code, stderr } = await run(server, CREATE);
    expect(code).toBe(4);
    const error = errorOf(stderr);
    expect(error).toMatchObject({ code: 'ORDER_EXISTS_WITH_OTHER_PARAMETERS', out_order_no: 'n1' });
    expect(error.message).toContain('order n1 exists already, with other parameters');
    expect(error.hint).not.toMatch(/another number|new number/);
    const failed = join(machine.home, `failed-${number}-${weChatCode}.csv`);
    const batch = await runBatch(server, ['n2'], ['--failed', failed]);
    expect(batch.byNumber).toMatchObject({ n2: { error: { code: 'ORDER_EXISTS_WITH_OTHER_PARAMETERS' } } });
    expect(await readFile(failed, 'utf8')).not.toContain('n2');
    const resumed = ['insurance', 'batch', batch.file, '--results', batch.results, '--failed', failed, '--resume'];
    expect((await run(server, resumed)).code).toBe(7);
    expect(await readFile(failed, 'utf8')).not.toContain('n2');
  });

  it('wins over the old order that a get would find, after a 500', async () => {
    const server = await serve(({ method, reply, order }) => {
      if (method === 'GET') return reply(200, { ...order(), openid: 'o1' });
      if (server.count('POST') === 1) return reply(500, { code: 'SYSTEM_ERROR', message: '系统异常' });
      const headers = { 'Request-ID': '08E5-268498688' };
      return reply(400, { code: 'INVALID_REQUEST', message: '请求重入' }, { headers });
    });
    const { code, stdout } = await run(server, CREATE);
    expect({ code, stdout }).toEqual({ code: 4, stdout: '' });
  });

  it("whose answer was lost shows when the order is read back as another user's", async () => {
    const server = await serve(({ method, reply, order, socket }) => {
      if (method === 'GET') return reply(200, { ...order(), openid: 'somebody-else' });
      socket.destroy();
      return undefined;
    });
    const { code, stdout, stderr } = await run(server, [...CREATE, '--retries', '0']);
    expect({ code, stdout }).toEqual({ code: 4, stdout: '' });
    expect(errorOf(stderr)).toMatchObject({ code: 'ORDER_EXISTS_WITH_OTHER_PARAMETERS' });
  });
});

describe.concurrent('when the first host is down, the backup host', () => {
  /** A configuration whose first host refuses connections, and whose backup host is the server. */
  const behindBackup = async (script: Script): Promise<ScriptedServer> => {
    const server = await serve(script);
    const config = server.config.replace('config.json', 'backup.json');
    const given = JSON.parse(await readFile(server.config, 'utf8'));
    const changed = { ...given, baseUrl: 'http://127.0.0.1:1', backupBaseUrl: server.url };
    await writeFile(config, JSON.stringify(changed), { mode: 0o600 });
    return { ...server, config };
  };

  it('settles an order whose response was lost there', async () => {
    const server = await behindBackup((exchange) =>
      exchange.method === 'POST' ? LOST.closed(exchange) : exchange.behave(),
    );
    const { code, stdout } = await run(server, [...CREATE, '--retries', '1']);
    expect(JSON.parse(stdout)).toMatchObject({ out_order_no: 'n1' });
    expect(code).toBe(0);
  });

  it('is asked by create --wait and by watch, too', async () => {
    const server = await behindBackup(({ method, store, reply, order }) => {
      if (method === 'POST') store();
      return reply(200, order(server.count('GET') > 0 ? 'RECEIVED' : 'RECEIVING'));
    });
    const created = await run(server, [...CREATE, '--wait', '6']);
    expect(created.code).toBe(0);
    expect(JSON.parse(created.stdout)).toMatchObject({ order_receive_state: 'RECEIVED' });
    const watched = await run(server, ['insurance', 'watch', 'n1', '--timeout', '6', '--json']);
    expect(watched.code).toBe(0);
  });
});

describe.concurrent('create --wait', () => {
  const BAD_POLLS = {
    'a signed 404': ({ reply }) => reply(404, { code: 'RESOURCE_NOT_EXISTS', message: '订单不存在' }),
    'an unsigned 401': ({ reply }) => reply(401, { code: 'SIGN_ERROR', message: '签名错误' }, { signed: false }),
    'a 500': ({ reply }) => reply(500, { code: 'SYSTEM_ERROR', message: '系统异常' }),
    'a signature that does not verify': ({ reply, order }) => reply(200, order(), { signature: 'AAAA' }),
    'a closed connection': ({ socket }) => {
      socket.destroy();
    },
  } as const satisfies Record<string, (exchange: Exchange) => Promise<void> | void>;

  it.each(Object.entries(BAD_POLLS))('prints the created order when its polls meet %s', async (what, poll) => {
    const server = await serve((exchange) => {
      if (exchange.method === 'GET') return poll(exchange);
      exchange.store();
      return exchange.reply(200, exchange.order('RECEIVING'));
    });
    const { code, stdout, stderr } = await run(server, [...CREATE, '--wait', '1']);
    expect(JSON.parse(stdout)).toMatchObject({ out_order_no: 'n1', order_receive_state: 'RECEIVING' });
    expect(code).toBe(what.startsWith('a signature') ? 6 : 5);
    expect(errorOf(stderr)).toMatchObject({ out_order_no: 'n1', message: expect.stringContaining('order n1 exists') });
    const table = await run(server, [...CREATE.filter((word) => word !== '--json'), '--wait', '1']);
    expect(table.stdout).toContain('RECEIVING');
  });

  it('goes on polling after one failed poll, and takes no order of another user', async () => {
    const server = await serve(({ method, store, reply, order }) => {
      if (method === 'POST') {
        store();
        return reply(200, order('RECEIVING'));
      }
      if (server.count('GET') === 1) return reply(500, { code: 'SYSTEM_ERROR', message: '系统异常' });
      if (server.count('GET') === 2) return reply(200, { ...order('FAILED'), openid: 'somebody-else' });
      return reply(200, order('RECEIVED'));
    });
    const { code, stdout } = await run(server, [...CREATE, '--wait', '10']);
    expect(JSON.parse(stdout)).toMatchObject({ openid: 'o1', order_receive_state: 'RECEIVED' });
    expect(code).toBe(0);
  });

  it('bounds its requests by the wait', async () => {
    const server = await serve(({ method, store, reply, order }) => {
      if (method === 'GET') return undefined;
      store();
      return reply(200, order('RECEIVING'));
    });
    const started = performance.now();
    const { stdout } = await run(server, [...CREATE.slice(0, -3), '--timeout', '20', '--json', '--wait', '1']);
    expect(JSON.parse(stdout)).toMatchObject({ out_order_no: 'n1' });
    expect(performance.now() - started).toBeLessThan(15_000);
  });

  it('says at Ctrl-C that the order was created, and prints it', async () => {
    const server = await serve(({ method, store, reply, order }) => {
      if (method === 'GET') return undefined;
      store();
      return reply(200, order('RECEIVING'));
    });
    const { code, stdout, stderr } = await run(server, [...CREATE.slice(0, 6), '--json', '--wait', '60'], {
      onStart: stopWhen(() => server.count('GET') > 0),
    });
    expect(code).toBe(130);
    expect(JSON.parse(stdout)).toMatchObject({ out_order_no: 'n1' });
    expect(errorOf(stderr).message).toContain('order n1 was created');
  });
});

describe.concurrent('a signed response that is not the order asked for', () => {
  it.each([
    ['a replayed qualification', { qualified_user: true }],
    ['another order', { order_id: '1', out_order_no: 'n0', openid: 'o1', order_receive_state: 'RECEIVED' }],
    ["another user's order", { order_id: '1', out_order_no: 'n1', openid: 'o9', order_receive_state: 'RECEIVED' }],
  ])('(%s) is settled by reading the order back', async (_, body) => {
    const server = await serve(({ method, store, reply, behave }) => {
      if (method === 'GET') return behave();
      store();
      return reply(200, body);
    });
    const { code, stdout } = await run(server, CREATE);
    expect(JSON.parse(stdout)).toMatchObject({ out_order_no: 'n1', openid: 'o1' });
    expect(code).toBe(0);
  });

  it('is told as an order that may exist when it cannot be read back', async () => {
    const server = await serve(({ reply }) => reply(200, { qualified_user: true }));
    const { code, stdout, stderr } = await run(server, CREATE);
    expect({ code, stdout }).toEqual({ code: 5, stdout: '' });
    expect(errorOf(stderr).message).toContain('order n1 may have been created');
  });
});

describe.concurrent('an issued order with odd decoration', () => {
  const deep = (levels: number) => `${'['.repeat(levels)}${']'.repeat(levels)}`;
  const DECORATIONS = {
    'a count beyond 2^53': '"max_claim_count":9007199254740993',
    'a count beyond all numbers': '"max_claim_count":1e400',
    'a count that is a text': '"claimed_count":"3"',
    'a field nested deeply': `"new_field":${deep(20_000)}`,
  };

  it.each(Object.entries(DECORATIONS))('(%s) is an issued order, its digits unchanged', async (what, member) => {
    const server = await serve(({ method, store, reply, order }) => {
      if (method === 'POST') store();
      const { max_claim_count, claimed_count, ...rest } = order();
      return reply(200, `{\n${JSON.stringify(rest).slice(1, -1)},${member}}`);
    });
    const { code, stdout, stderr } = await run(server, CREATE);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout.replace(/\s/g, '')).toContain(member);
    if (!what.includes('deeply')) {
      const table = await run(
        server,
        CREATE.filter((word) => word !== '--json'),
      );
      expect(table.stdout).toContain(member.split(':')[1]?.replaceAll('"', ''));
      const field = member.split('"')[1] ?? '';
      const one = await run(server, [...CREATE, '--field', field]);
      expect(one.stdout).toBe(`${member.split(':')[1]?.replaceAll('"', '')}\n`);
    }
    const batch = await runBatch(server, ['n2', 'n3']);
    expect(batch.byNumber).toMatchObject({ n2: { status: 'created' }, n3: { status: 'created' } });
    expect(await readFile(batch.results, 'utf8')).toContain(member);
  });

  it('does not hide behind an error whose detail is nested 100,000 levels deep', async () => {
    const body = `{"code":"PARAM_ERROR","message":"no","detail":${deep(100_000)}}`;
    const server = await serve(({ reply }) => reply(400, body, { signed: false }));
    const { code, stderr } = await run(server, CREATE);
    expect(code).toBe(4);
    expect(errorOf(stderr)).toMatchObject({ code: 'PARAM_ERROR', out_order_no: 'n1' });
    const batch = await runBatch(server, ['n2', 'n3']);
    expect(batch.byNumber).toMatchObject({ n2: { status: 'failed' }, n3: { status: 'failed' } });
  });
});

describe.concurrent('101 Switching Protocols', () => {
  it.each(['close', 'stay open', 'reset'])(
    'is a failure of unknown outcome when the connection is to %s',
    async (what) => {
      const server = await serve(({ method, store, socket, reply }) => {
        if (method === 'GET') return reply(404, { code: 'RESOURCE_NOT_EXISTS', message: '订单不存在' });
        store();
        socket.write('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n', () => {
          if (what === 'close') socket.end();
          if (what === 'reset') socket.resetAndDestroy();
        });
        return undefined;
      });
      const { code, stdout, stderr } = await run(server, [...CREATE, '--retries', '0']);
      expect({ code, stdout }).toEqual({ code: 5, stdout: '' });
      expect(errorOf(stderr).message).toContain('order n1 may have been created');
    },
  );
});

describe.concurrent('a stop while nothing could be sent', () => {
  it('says that the order was not sent', async () => {
    const server = await serve(() => {});
    await server.close();
    let seen = '';
    const args = ['insurance', 'create', '--openid', 'o1', '--out-order-no', 'n1', '--retries', '99', '--verbose'];
    const { code, stderr } = await run(server, args, {
      onStart: (running) => {
        running.stderr?.on('data', (chunk) => {
          seen += chunk;
        });
        stopWhen(() => seen.includes('attempt 3'))(running);
      },
    });
    expect(code).toBe(130);
    expect(stderr).toContain('order n1 was not sent');
    expect(stderr).not.toContain('may have been created');
  });
});

describe.concurrent('Ctrl-C during a batch', () => {
  const rateLimited = ({ reply }: Exchange) =>
    reply(429, { code: 'RATELIMIT_EXCEEDED', message: '请求频率超过限制' }, { headers: { 'Retry-After': '30' } });

  it('ends the pause that Retry-After asks for: there is no order, and --resume sends the row', async () => {
    let isStopped = false;
    const server = await serve((exchange) => (isStopped ? exchange.behave() : rateLimited(exchange)));
    const started = performance.now();
    const stopped = await runBatch(server, ['n1', 'n2'], ['--retries', '3'], {
      onStart: stopWhen(() => server.count('POST') === 2),
    });
    expect(performance.now() - started).toBeLessThan(15_000);
    expect(stopped).toMatchObject({ code: 130, byNumber: {} });
    isStopped = true;
    const resume = ['insurance', 'batch', stopped.file, '--results', stopped.results, '--resume'];
    expect((await run(server, resume)).code).toBe(0);
    expect(server.orders.size).toBe(2);
  });

  it('sends no order again that may have arrived, and reads it back', async () => {
    const server = await serve((exchange) => (exchange.method === 'POST' ? exchange.store() : exchange.behave()));
    const stopped = await runBatch(server, ['n1'], ['--retries', '9'], {
      onStart: stopWhen(() => server.count('POST') === 1),
    });
    expect(stopped.byNumber).toMatchObject({ n1: { status: 'created', attempts: 1 } });
    expect(server.count('POST')).toBe(1);
  });
});

describe.concurrent('a refusal on a connection that has served another request', () => {
  const refusal = JSON.stringify({ code: 'NO_AUTH', message: '商户无权限' });

  it('is no proof: an order that exists is read back, whoever has put the refusal before its response', async () => {
    const server = await serve(async (exchange) => {
      if (exchange.method === 'POST' && exchange.number === 'n2') {
        const head = `HTTP/1.1 403 Forbidden\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(refusal)}`;
        exchange.socket.write(`${head}\r\n\r\n${refusal}`);
      }
      return exchange.behave();
    });
    const { byNumber, code } = await runBatch(server, ['n1', 'n2', 'n3'], ['--concurrency', '1']);
    expect(byNumber).toMatchObject({ n1: { status: 'created' }, n2: { status: 'created' }, n3: { status: 'created' } });
    expect(code).toBe(0);
  });

  it.each([
    [401, 'SIGN_ERROR'],
    [429, 'RATELIMIT_EXCEEDED'],
  ])('is not confirmed by a reading that is refused for another reason, with %i %s', async (status, other) => {
    const server = await serve(async (exchange) => {
      if (exchange.number !== 'n2') return exchange.behave();
      if (exchange.method === 'GET') return exchange.reply(status, JSON.stringify({ code: other, message: 'no' }));
      const head = `HTTP/1.1 403 Forbidden\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(refusal)}`;
      exchange.socket.write(`${head}\r\n\r\n${refusal}`);
      return exchange.behave();
    });
    const { byNumber } = await runBatch(server, ['n1', 'n2'], ['--concurrency', '1', '--retries', '0']);
    expect(byNumber).toMatchObject({ n1: { status: 'created' }, n2: { status: 'unknown' } });
  });

  it.each(['directly', 'through a proxy'])('is judged by a reading over a new connection, %s', async (way) => {
    const sockets = new Set<Exchange['socket']>();
    const script: Script = (exchange) => {
      const { method, number, socket, store, reply, behave } = exchange;
      const isReused = sockets.has(socket);
      sockets.add(socket);
      if (number !== 'n2' || !isReused) return behave();
      if (method === 'POST') store();
      return reply(403, refusal, { signed: false });
    };
    const { server, env } =
      way === 'directly' ? { server: await serve(script), env: {} } : await serveThroughProxy(script);
    const { byNumber } = await runBatch(server, ['n1', 'n2'], ['--concurrency', '1'], { env });
    expect(byNumber).toMatchObject({ n1: { status: 'created' }, n2: { status: 'created' } });
    expect(sockets.size).toBe(2);
  });

  it.each([
    ['there is no order', (exchange: Exchange) => exchange.behave(), { status: 'unknown' }],
    ["there is the user's order", ({ reply, order }: Exchange) => reply(200, order()), { status: 'failed' }],
    [
      "there is another user's order",
      ({ reply, order }: Exchange) => reply(200, { ...order(), openid: 'o9' }),
      { status: 'failed' },
    ],
  ])('that speaks of an order with other parameters is judged by whether %s', async (_, read, expected) => {
    const server = await serve((exchange) => {
      if (exchange.number !== 'n2') return exchange.behave();
      if (exchange.method === 'GET') return read(exchange);
      return exchange.reply(400, { code: 'INVALID_REQUEST', message: '请求重入时，参数与首次请求时不一致' });
    });
    const { byNumber } = await runBatch(server, ['n1', 'n2'], ['--concurrency', '1']);
    const code = 'ORDER_EXISTS_WITH_OTHER_PARAMETERS';
    expect(byNumber).toMatchObject({ n2: { ...expected, ...(expected.status === 'failed' && { error: { code } }) } });
  });

  it('that speaks of other parameters, and was left over, is judged by the create itself', async () => {
    let creates = 0;
    const server = await serve((exchange) => {
      if (exchange.number !== 'n2' || exchange.method === 'GET') return exchange.behave();
      creates += 1;
      if (creates > 1) return exchange.behave();
      exchange.store();
      return exchange.reply(400, { code: 'INVALID_REQUEST', message: '请求重入时，参数与首次请求时不一致' });
    });
    const { byNumber } = await runBatch(server, ['n1', 'n2'], ['--concurrency', '1']);
    expect(byNumber).toMatchObject({ n2: { status: 'created' } });
    expect(server.seen.map(({ method }) => method)).toEqual(['POST', 'POST', 'GET', 'POST']);
  });

  it("that is another request's does not hide that the number is another user's", async () => {
    const server = await serve(({ method, number, reply, order, behave }) => {
      if (number !== 'n2') return behave();
      return method === 'POST' ? reply(403, refusal) : reply(200, { ...order(), openid: 'o9' });
    });
    const { byNumber } = await runBatch(server, ['n1', 'n2'], ['--concurrency', '1']);
    expect(byNumber).toMatchObject({ n2: { error: { code: 'ORDER_EXISTS_WITH_OTHER_PARAMETERS' } } });
  });

  it('costs one reading when it is true', async () => {
    const server = await serve((exchange) =>
      exchange.method === 'POST' && exchange.number !== 'n1' ? exchange.reply(403, refusal) : exchange.behave(),
    );
    const { byNumber } = await runBatch(server, ['n1', 'n2'], ['--concurrency', '1']);
    expect(byNumber).toMatchObject({ n1: { status: 'created' }, n2: { status: 'failed', error: { code: 'NO_AUTH' } } });
    expect(server.seen.map(({ method }) => method)).toEqual(['POST', 'POST', 'GET']);
  });
});

it('reconcile says that an order is absent only after a reading over a new connection', async () => {
  const sockets = new Set<Exchange['socket']>();
  const server = await serve((exchange) => {
    const isReused = sockets.has(exchange.socket);
    sockets.add(exchange.socket);
    if (exchange.number === 'n3') return exchange.behave();
    return isReused
      ? exchange.reply(404, { code: 'RESOURCE_NOT_EXISTS', message: 'of another request' })
      : exchange.reply(200, exchange.order());
  });
  const file = join(machine.home, 'numbers.txt');
  await writeFile(file, 'n1\nn2\nn3\n');
  const { stdout } = await run(server, ['insurance', 'reconcile', file, '--concurrency', '1', '--timeout', LIMIT]);
  const lines = stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(lines).toMatchObject([
    { out_order_no: 'n1', status: 'found' },
    { out_order_no: 'n2', status: 'found' },
    { out_order_no: 'n3', status: 'absent' },
  ]);
});
