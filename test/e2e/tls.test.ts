import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ScriptedServer, startConnectProxy, startScriptedServer } from '../helpers/scripted-server.js';
import { freshMachine, type Machine } from './wxpay.js';

let machine: Machine;
let server: ScriptedServer;
let proxy: Awaited<ReturnType<typeof startConnectProxy>>;
beforeAll(async () => {
  machine = await freshMachine();
  server = await startScriptedServer(machine.home, ({ behave }) => behave(), { tls: true });
  proxy = await startConnectProxy(server.port);
});
afterAll(async () => {
  proxy.close();
  await server.close();
  await machine.dispose();
});

const create = async (changes: Record<string, unknown>, env: Record<string, string> = {}) => {
  const { caFile, ...config } = JSON.parse(await readFile(server.config, 'utf8'));
  const file = join(machine.home, 'changed.json');
  await writeFile(file, JSON.stringify({ ...config, ...changes }), { mode: 0o600 });
  const args = ['--config', file, 'insurance', 'create', '--openid', 'o1', '--json', '--retries', '0'];
  const ended = await machine.run(args, { env: { HTTPS_PROXY: proxy.url, ...env } });
  return { ...ended, caFile };
};

describe('the certificate of the host', () => {
  it('must be trusted, whatever NODE_TLS_REJECT_UNAUTHORIZED says', async () => {
    const { code, stderr } = await create({}, { NODE_TLS_REJECT_UNAUTHORIZED: '0' });
    expect(code).toBe(5);
    const { error } = JSON.parse(stderr.trim().split('\n').at(-1) ?? '');
    expect(error.message).toMatch(/was not sent: .*certificate is not trusted/);
    expect(error.hint).toContain('NODE_EXTRA_CA_CERTS');
    expect(server.seen).toEqual([]);
  });

  it('may be vouched for by NODE_EXTRA_CA_CERTS', async () => {
    const { caFile } = await create({});
    expect((await create({}, { NODE_EXTRA_CA_CERTS: caFile })).code).toBe(0);
  });

  it('must be for the host, and the hint is not about authorities', async () => {
    const { caFile } = await create({});
    const { code, stderr } = await create({ baseUrl: 'https://other.wechatpay.test', caFile });
    expect(code).toBe(5);
    const { error } = JSON.parse(stderr);
    expect(error).toMatchObject({ code: 'ERR_TLS_CERT_ALTNAME_INVALID' });
    expect(error.message).toMatch(/was not sent: .*certificate is for another host/);
    expect(error.hint).not.toContain('NODE_EXTRA_CA_CERTS');
  });
});
