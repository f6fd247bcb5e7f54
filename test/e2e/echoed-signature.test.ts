import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ScriptedServer, startScriptedServer } from '../helpers/scripted-server.js';
import { freshMachine, type Machine } from './wxpay.js';

let machine: Machine;
let server: ScriptedServer;
const signatures: string[] = [];
let status = 401;
let isSigned = false;
let isVerified = false;
beforeAll(async () => {
  machine = await freshMachine();
  server = await startScriptedServer(machine.home, async ({ request, reply }) => {
    const { authorization = '' } = request.headers;
    const [, signature = ''] = /signature="([^"]*)"/.exec(authorization) ?? [];
    signatures.push(signature);
    const body = {
      code: 'SIGN_ERROR',
      message: `got ${authorization}`,
      detail: { field: authorization, [signature]: 1 },
    };
    const headers = { 'Request-ID': encodeURIComponent(signature), Location: `/${signature}` };
    if (isVerified) return reply(200, { ok: true }, { headers: { ...headers, 'X-Echo': authorization } });
    await reply(status, body, { signed: isSigned, headers: { ...headers, 'Wechatpay-Serial': signature } });
  });
});
afterAll(async () => {
  await server.close();
  await machine.dispose();
});

describe('the signature of a request that a response echoes', () => {
  it.each([
    [401, false],
    [400, true],
    [200, true],
    [302, false],
    [500, false],
  ])('is in no output (%i, signed: %s)', async (answered, signed) => {
    [status, isSigned] = [answered, signed];
    for (const format of [['--json'], ['--verbose'], ['--debug', '--json']]) {
      const args = ['--config', server.config, 'request', 'GET', '/v3/certificates', '--retries', '0', ...format];
      const { stdout, stderr } = await machine.run(args);
      const signature = signatures.at(-1) ?? '';
      expect(signature.length).toBeGreaterThan(300);
      const output = decodeURIComponent((stdout + stderr).replaceAll('%', '%25')).replaceAll('%2B', '+');
      for (const text of [signature, signature.slice(0, 40), encodeURIComponent(signature).slice(0, 60)]) {
        expect(output).not.toContain(text);
      }
      expect(stderr).not.toBe('');
    }
  });

  it('is in no output with a verified response either, whose signature covers no header', async () => {
    isVerified = true;
    const args = ['--config', server.config, 'request', 'GET', '/v3/certificates', '--include', '--verbose'];
    for (const format of [[], ['--json'], ['--debug']]) {
      const { code, stdout, stderr } = await machine.run([...args, ...format]);
      const signature = signatures.at(-1) ?? '';
      expect(code).toBe(0);
      expect(stdout).toMatch(/^x-echo: WECHATPAY2-SHA256-RSA2048 .*signature="\[redacted\]"/m);
      expect(stdout).toMatch(/^wechatpay-signature: [\w+/]{300,}=*$/m);
      const output = decodeURIComponent((stdout + stderr).replaceAll('%', '%25')).replaceAll('%2B', '+');
      for (const text of [signature, signature.slice(0, 40), encodeURIComponent(signature).slice(0, 60)]) {
        expect(output).not.toContain(text);
      }
    }
  });
});
