import { generateKeyPairSync } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freshMachine, type Machine } from './wxpay.js';

let machine: Machine;
beforeAll(async () => {
  machine = await freshMachine();
});
afterAll(() => machine.dispose());

describe('a private key that was given in the place of something else', () => {
  const pem = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ format: 'pem', type: 'pkcs8' });
  const [, first = '', , third = ''] = pem.toString().split('\n');
  it.each([
    ['of a word', [String(pem)]],
    ['of a file', ['insurance', 'batch', String(pem)]],
    ['of a file behind @', ['request', 'POST', '/v3/x', '--data', `@${pem}`, '--sandbox']],
    ['of a format', [`-o=${pem}`, 'insurance', 'get', 'X1']],
    ['of a folder', ['certs', 'download', '--out', String(pem)]],
    ['of a folder, with =', ['certs', 'download', `--out=${pem}`, '--sandbox']],
    ['of a method', ['request', `x${pem}`, '/v3/x', '--sandbox']],
    ['of an openid', ['insurance', 'qualification', `x${pem}`, '--sandbox']],
  ])('is not shown: %s', async (_, args) => {
    for (const more of [[], ['--debug'], ['--json']]) {
      const { code, stdout, stderr } = await machine.run([...more, ...args]);
      expect(code).not.toBe(0);
      expect(stderr).not.toBe('');
      for (const line of [first, third]) expect(stdout + stderr).not.toContain(line.slice(0, 30));
    }
  });
});
