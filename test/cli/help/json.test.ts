import { describe, expect, it } from 'vitest';
import { COMMANDS } from '../../../src/cli/commands.js';
import type { CommandHelp } from '../../../src/cli/help/command-json.js';
import { TOPICS } from '../../../src/cli/help/topics.js';
import { createProgram } from '../../../src/cli/program.js';
import { COMMAND_PATHS, runFor } from './pages.js';

const read = async (...args: string[]): Promise<CommandHelp> => {
  const { code, stdout, stderr } = await runFor(args);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return JSON.parse(stdout);
};

const flatten = (command: CommandHelp): CommandHelp[] => [command, ...command.commands.flatMap(flatten)];

/** The words of a shell's command, as far as examples need it; variables stand for something. */
const wordsOf = (call: string): string[] =>
  Array.from(call.matchAll(/'([^']*)'|"([^"]*)"|(\S+)/g), ([, single, double, bare]) =>
    (single ?? double ?? bare ?? '').replace(/\$\w+/g, 'http://127.0.0.1/'),
  );

/** The calls of wxpay in an example: pipes and redirections end them. */
const callsIn = (example: string): string[][] =>
  Array.from(example.matchAll(/(?:^|\| |\$\(|')wxpay ([^|]*)/g), ([, call = '']) =>
    wordsOf(call.replace(/\).*$|'$/, '').replace(/\s(?:2>&1|>)\s?.*$/, '')),
  );

const isAccepted = async (argv: readonly string[]): Promise<boolean> => {
  let isCall = false;
  const onInvocation = () => {
    isCall = true;
  };
  const program = createProgram({ argv, nodes: COMMANDS, language: 'en', out: () => {}, onInvocation });
  await program.parseAsync([...argv], { from: 'user' });
  return isCall;
};

describe('help --json', () => {
  it('is the whole tree', async () => {
    const tree = await read('help', '--json');
    const paths = COMMAND_PATHS.map((path) => ['wxpay', ...path].join(' '));
    expect(flatten(tree).map(({ command }) => command)).toEqual(paths);
    expect(tree).toMatchObject({ topics: Object.keys(TOPICS).map((name) => ({ name })) });
    expect(tree.options.find(({ name }) => name === '--output')).toMatchObject({
      short: '-o',
      choices: ['table', 'json', 'ndjson'],
      default: 'table',
      environment: 'WECHATPAY_OUTPUT',
    });
  });

  it('tells of every command what it does, how it may end, and an example', async () => {
    const commands = flatten(await read('help', '--json')).filter(({ command }) => command !== 'wxpay');
    for (const { command, commands: children, effect, examples, exit_codes } of commands) {
      if (children.length > 0 && effect === undefined) continue;
      expect(effect, command).toMatch(/^(?:read|write|local)$/);
      expect(examples.length, command).toBeGreaterThan(0);
      expect(exit_codes.map(({ code }) => code).slice(0, 3), command).toEqual([0, 1, 2]);
    }
  });

  it('is the part of the tree that is asked for, however it is asked for', async () => {
    const tree = await read('help', '--json');
    const create = flatten(tree).find(({ name }) => name === 'create');
    expect(await read('help', 'insurance', 'create', '--json')).toEqual(create);
    expect(await read('insurance', 'create', '--help', '--json')).toEqual(create);
    expect(create).toMatchObject({
      effect: 'write',
      input: { properties: { openid: { type: 'string' } } },
      output: { properties: { order_receive_state: { description: 'receive state' } } },
    });
  });

  it('speaks the language of the run, on one line with -o ndjson', async () => {
    const { stdout } = await runFor(['help', 'insurance', 'get', '-o', 'ndjson', '--lang', 'zh']);
    expect(stdout).toMatch(/^\{.*\}\n$/);
    expect(JSON.parse(stdout)).toMatchObject({ summary: '查询一个订单的详情' });
  });

  it('has topics, too', async () => {
    expect(JSON.parse((await runFor(['help', 'exit-codes', '--json'])).stdout)).toMatchObject({
      name: 'exit-codes',
      sections: [{ items: expect.arrayContaining([{ term: '0', meaning: 'done' }]) }],
    });
  });

  it('leaves the page a page where only the environment asks for JSON', async () => {
    const { stdout } = await runFor(['help', 'insurance'], undefined, { WECHATPAY_OUTPUT: 'json' });
    expect(stdout).toMatch(/^Usage:/);
  });

  it('has only examples that wxpay accepts', async () => {
    const examples = flatten(await read('help', '--json')).flatMap((command) => command.examples);
    const calls = examples.flatMap((example) => callsIn(example.command));
    expect(calls.length).toBeGreaterThan(30);
    for (const call of calls) expect(await isAccepted(call), call.join(' ')).toBe(true);
  });
});
