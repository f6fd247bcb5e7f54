import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freshMachine, type Machine } from './wxpay.js';

const OPENID = 'oUpF8uMuAJO_M2pxb1Q9zNjWeS6o';

describe('the main job on a machine without configuration', () => {
  let machine: Machine;
  beforeAll(async () => {
    machine = await freshMachine({ inProcess: true });
  });
  afterAll(() => machine.dispose());

  it('prints a verified order as a table, and everything else on stderr', async () => {
    const { code, stdout, stderr } = await machine.run(['insurance', 'create', '--sandbox', '--openid', OPENID]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^FIELD +VALUE +MEANING\n/);
    expect(stdout).toMatch(new RegExp(`^openid +${OPENID} +the user under`, 'm'));
    expect(stdout).toMatch(/^order_receive_state +RECEIVING +receive state: the insurer has not confirmed yet$/m);
    expect(stderr).toMatch(/^order [0-9a-f]{32} · openid/m);
  });

  it('lines up Chinese meanings, two columns a character', async () => {
    const { stdout } = await machine.run(['insurance', 'create', '--sandbox', '--openid', 'o中文用户', '--lang', 'zh']);
    const lines = stdout.trimEnd().split('\n');
    const column = (line: string, text: string) =>
      [...line.slice(0, line.indexOf(text))].reduce((sum, c) => sum + (/[\u3000-\u9fff]/.test(c) ? 2 : 1), 0);
    const head = lines[0] ?? '';
    const user = lines.find((line) => line.startsWith('openid')) ?? '';
    expect(head).toContain('含义');
    expect(column(user, '用户标识')).toBe(column(head, '含义'));
  });

  it('takes the language from LC_ALL, else LANG', async () => {
    const run = (env: Record<string, string>) =>
      machine.run(['insurance', 'create', '--sandbox', '--openid', OPENID], { env });
    expect((await run({ LANG: 'zh_CN.UTF-8' })).stdout).toContain('保险订单领取状态：领取中');
    expect((await run({ LANG: 'zh_CN.UTF-8', LC_ALL: 'en_US.UTF-8' })).stdout).toContain('receive state');
  });

  it('prints exactly the object of the API with --json, and the same with -o json', async () => {
    const create = ['insurance', 'create', '--sandbox', '--openid', OPENID, '--out-order-no', 'json-1'];
    const { code, stdout, stderr } = await machine.run([...create, '--json']);
    expect(code).toBe(0);
    expect(stderr).toBe('');
    expect(Object.keys(JSON.parse(stdout))).toEqual([
      'order_id',
      'out_order_no',
      'openid',
      'max_claim_count',
      'claimed_count',
      'order_receive_time',
      'order_begin_time',
      'order_end_time',
      'order_receive_state',
    ]);
    // On a slow machine the order may have been received in the meantime.
    const stateless = (json: string) => json.replace(/"RECEIV(?:ING|ED)"/, '');
    expect(stateless((await machine.run([...create, '-o', 'json'])).stdout)).toBe(stateless(stdout));
    const line = (await machine.run([...create, '-o', 'ndjson'])).stdout;
    expect(line.split('\n')).toHaveLength(2);
    expect(JSON.parse(line)).toEqual(JSON.parse(stdout));
  });

  it('finds the order again with a following get, and answers the same number with the same order', async () => {
    const create = () =>
      machine.run([
        'insurance',
        'create',
        '--sandbox',
        '--openid',
        OPENID,
        '--out-order-no',
        'again_1-|*',
        '--field',
        'order_id',
      ]);
    const first = await create();
    const second = await create();
    const got = await machine.run(['insurance', 'get', 'again_1-|*', '--sandbox', '--field', 'order_id', '-q']);
    expect(first.stdout).toMatch(/^\S+\n$/);
    expect(second.stdout).toBe(first.stdout);
    expect(got).toMatchObject({ code: 0, stdout: first.stdout, stderr: '' });
  });

  it('refuses the same number with other parameters, and says what to do', async () => {
    const create = (openid: string) =>
      machine.run(['insurance', 'create', '--sandbox', '--openid', openid, '--out-order-no', 'conflict-1']);
    await create('oFirst');
    const { code, stdout, stderr } = await create('oSecond');
    expect(code).toBe(4);
    expect(stdout).toBe('');
    expect(stderr).toContain('an order conflict-1 exists already, with other parameters');
    expect(stderr).toContain('wxpay insurance get');
    expect(stderr).toMatch(/Request-ID \S+-268498688/);
  });

  it('asks whether a user is qualified', async () => {
    const ask = (openid: string) => machine.run(['insurance', 'qualification', openid, '--sandbox', '--json']);
    expect(JSON.parse((await ask(OPENID)).stdout)).toEqual({ qualified_user: true });
    expect(JSON.parse((await ask('oUNQUALIFIED')).stdout)).toEqual({ qualified_user: false });
  });

  it('--wait polls until the state is final, and exits with 4 when the order was not received', async () => {
    const wait = (openid: string, seconds: string) =>
      machine.run(['insurance', 'create', '--sandbox', '--openid', openid, '--wait', seconds, '--json']);
    const [received, failed, late] = await Promise.all([
      wait('oWaits', '10'),
      wait('oFAILED', '10'),
      wait('oLate', '0.2'),
    ]);
    expect(received).toMatchObject({ code: 0, stderr: '' });
    expect(JSON.parse(received.stdout)).toMatchObject({ order_receive_state: 'RECEIVED' });
    expect(failed.code).toBe(4);
    expect(JSON.parse(failed.stdout)).toMatchObject({ order_receive_state: 'FAILED' });
    expect(JSON.parse(failed.stderr).error).toMatchObject({ type: 'api', code: 'RECEIVE_FAILED' });
    expect(late.code).toBe(5);
    expect(JSON.parse(late.stdout)).toMatchObject({ order_receive_state: 'RECEIVING' });
    expect(JSON.parse(late.stderr).error).toMatchObject({ type: 'network', code: 'WAIT_TIMEOUT' });
  });

  it('watch prints every change, and exits with 0 for RECEIVED, 4 for FAILED, 5 when time is up', async () => {
    const sandbox = await machine.startSandbox(['--receive-after', '3600000', '--data', ':memory:']);
    const run = (...args: string[]) => machine.run(['insurance', ...args, '--config', sandbox.config]);
    const setState = (number: string, state: string) =>
      fetch(`${sandbox.url}/__sandbox/orders/${number}`, {
        method: 'PATCH',
        body: JSON.stringify({ order_receive_state: state }),
      });
    const watch = async (number: string, next: string | undefined, ...args: string[]) => {
      await run('create', '--openid', 'oWaits', '--out-order-no', number);
      const words = ['insurance', 'watch', number, '--config', sandbox.config, '--field', 'order_receive_state'];
      return machine.run([...words, ...args], {
        onStart: (child) => {
          // Changed once the first state has been printed.
          if (next !== undefined) child.stdout?.once('data', () => setState(number, next));
        },
      });
    };
    expect(await watch('watch-1', 'RECEIVED')).toMatchObject({ code: 0, stdout: 'RECEIVING\nRECEIVED\n' });
    expect(await watch('watch-2', 'FAILED', '--json')).toMatchObject({ code: 4, stdout: 'RECEIVING\nFAILED\n' });
    expect(await watch('watch-3', undefined, '--timeout', '0.2')).toMatchObject({ code: 5, stdout: 'RECEIVING\n' });
    expect(await run('watch', 'watch-none')).toMatchObject({ code: 4, stdout: '' });
  });

  it('reads fields from a file or stdin, an option beside them wins', async () => {
    const stdin = JSON.stringify({ openid: 'oFromData', out_order_no: 'data-1', notify_url: 'https://example.com/n' });
    const { stdout } = await machine.run(
      ['insurance', 'create', '--sandbox', '--data', '-', '--openid', 'oFromOption', '--dry-run', '--json'],
      { stdin },
    );
    expect(JSON.parse(JSON.parse(stdout).body)).toEqual({
      out_order_no: 'data-1',
      openid: 'oFromOption',
      notify_url: 'https://example.com/n',
    });
  });

  it('colours only a terminal, unless FORCE_COLOR says otherwise; NO_COLOR always wins', async () => {
    const create = (env: Record<string, string>, ...args: string[]) =>
      machine.run(['insurance', 'create', '--sandbox', '--openid', OPENID, ...args], { env });
    const colour = '\u001b[';
    expect((await create({})).stdout).not.toContain(colour);
    expect((await create({ FORCE_COLOR: '1' })).stdout).toContain(colour);
    expect((await create({ FORCE_COLOR: '1', NO_COLOR: '1' })).stdout).not.toContain(colour);
    expect((await create({ FORCE_COLOR: '1' }, '--no-color')).stdout).not.toContain(colour);
  });
});
