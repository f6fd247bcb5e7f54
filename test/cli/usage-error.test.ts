import { CommanderError } from '@commander-js/extra-typings';
import { expect, it } from 'vitest';
import { helpCommand, usageError } from '../../src/cli/usage-error.js';
import { englishIn } from '../helpers/english.js';

it.each([
  [['--lang', 'zh', 'insurance', 'create', '--opnid', 'x'], 'wxpay insurance create --help'],
  [['sandbox', 'exec'], 'wxpay sandbox exec --help'],
  [[], 'wxpay --help'],
  [['__proto__', 'constructor'], 'wxpay --help'],
])('the help of %j', (argv, command) => {
  expect(helpCommand(argv)).toBe(command);
});

it.each([
  [
    'unknownOption',
    "error: unknown option '--opnid'\n(Did you mean --openid?)",
    '未知的选项 --opnid。是否想输入 --openid？',
  ],
  ['unknownCommand', "error: unknown command 'creat'\n(Did you mean one of create, get?)", '是否想输入 create, get？'],
  ['missingArgument', "error: missing required argument 'code'", '缺少必填参数 code'],
  ['optionMissingArgument', "error: option '--id <id>' argument missing", '选项 --id <id> 缺少值'],
  ['missingMandatoryOptionValue', "error: required option '--to <url>' not specified", '缺少必填选项 --to <url>'],
  ['conflictingOption', "error: option '-a, --all' cannot be used with option '--one <x>'", '--all 与 --one 不能同时'],
  ['excessArguments', "error: too many arguments for 'get'. Expected 1 argument but got 2.", '应为 1 个，实际为 2 个'],
  [
    'invalidArgument',
    "error: option '-o, --output <format>' argument 'x' is invalid. Allowed choices are table, json.",
    '--output 的值 "x" 无效：应为以下之一：table, json',
  ],
  ['invalidArgument', "error: command-argument value 'x' is invalid for argument 'code'. ", '<code> 的值 "x" 无效'],
  ['help', '(outputHelp)', '缺少子命令'],
])('commander.%s is told in Chinese: %s', (code, message, said) => {
  const { texts } = usageError(new CommanderError(1, `commander.${code}`, message));
  expect(texts.message.zh).toContain(said);
  expect(englishIn(texts.message.zh)).toEqual([]);
});
