import { afterAll, beforeAll, expect, it } from 'vitest';
import { freshMachine, type Machine } from './wxpay.js';

let machine: Machine;
beforeAll(async () => {
  machine = await freshMachine();
});
afterAll(() => machine.dispose());

it('explains a code in the language that is asked for', async () => {
  const english = await machine.run(['explain', 'KEY_PAIR_MISMATCH']);
  expect(english).toMatchObject({ code: 0, stderr: '' });
  expect(english.stdout).toContain('private key and certificate do not belong together');
  const chinese = await machine.run(['explain', 'KEY_PAIR_MISMATCH', '--lang', 'zh']);
  expect(chinese.stdout).toContain('私钥与证书不匹配');
});

it('explains the error of a failed call that is piped to it', async () => {
  const failed = await machine.run(['insurance', 'get', 'none', '--sandbox', '--json']);
  expect(failed.code).toBe(4);
  const { code, stdout } = await machine.run(['explain', '-', '--json'], { stdin: failed.stderr });
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ types: ['api'], exit_codes: [4], meaning: 'no such order' });
});

it('explains an error of its own that is piped to it, and one among warnings', async () => {
  const failed = await machine.run(['insurance', 'get', 'x', '--json']);
  const stdin = `warning: something\n${failed.stderr}`;
  const { stdout } = await machine.run(['explain', '-', '--json'], { stdin });
  expect(JSON.parse(stdout)).toMatchObject({ code: 'MISSING_CREDENTIALS', types: ['config'], exit_codes: [3] });
});

it.each([
  [['explain', 'PARAM_EROR'], '', 'Did you mean PARAM_ERROR?'],
  [['explain', '-'], 'no JSON', 'stdin does not hold the JSON error of a call'],
  [['explain', '-'], '{"error":{"code":7}}', 'stdin does not hold the JSON error of a call'],
])('%j with stdin %j is a usage error', async (args, stdin, message) => {
  const { code, stderr } = await machine.run(args, { stdin });
  expect(code).toBe(2);
  expect(stderr).toContain(message);
});
