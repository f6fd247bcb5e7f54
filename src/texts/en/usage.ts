import type { Text } from '../../shared/text.js';

/** Calls of the command line that are not valid. */
export const usage = {
  commandMissing: () => 'a command is missing',
  unknownOption: (option: string, suggestion: Text) => `unknown option '${option}'.${suggestion.en}`,
  unknownCommand: (name: string, suggestion: Text) => `unknown command '${name}'.${suggestion.en}`,
  missingArgument: (name: string) => `missing required argument '${name}'`,
  missingValue: (option: string) => `option '${option}' has no value`,
  missingOption: (option: string) => `required option '${option}' is missing`,
  conflict: (one: string, other: string) => `${one} cannot be used with ${other}`,
  tooMany: (expected: string, found: string) =>
    `too many arguments: expected ${expected === '0' ? 'none' : expected}, found ${found}`,
  invalidOption: (option: string, found: string, problem: Text) => `invalid ${option} ${found}: ${problem.en}`,
  invalidArgument: (name: string, found: string, problem: Text) => `invalid <${name}> ${found}: ${problem.en}`,
  notValid: () => 'it is not valid',
  seconds: () => 'expected a number of seconds above 0 to 86400',
  count: () => 'expected a whole number from 0',
  port: () => 'expected a port from 0 (a free one) to 65535',
  concurrency: () => 'expected a number from 1 to 1000',
  rate: () => 'expected requests a second: 50, or 50/s',
  duration: () => 'expected a duration up to 30 days: 90 (seconds), 30m, 6h or 1d',
  path: (example: string) => `expected a path such as ${example}; a notify_url has no query`,
  target: () => 'expected a URL such as http://localhost:3000/wechatpay/notify',
  latency: () => 'expected milliseconds: 200, or 50-500',
  speed: () => 'expected a factor above 0: 100 makes 15 s into 150 ms',
  keySwitch: () => 'expected off, closed, or a percentage from 0 to 100',
  emptyValue: (name: string) => `${name}: expected a value, found an empty one`,
  optionAsValue: (name: string, found: string) =>
    `${name}: expected a value, found ${found}, which looks like an option`,
  hiddenOption: (name: string, length: number) =>
    `${name}: expected a value, found ${length} characters that begin like an option`,
  valueHint: (name: string) =>
    `Nothing was sent. Is a shell variable unset? A value that begins like an option is written ${name}=VALUE.`,
  notUtf8: (place: number, found: string) => `word ${place} is not valid UTF-8: ${found}`,
  notUtf8Behind: (option: string, found: string) => `the word behind ${option} is not valid UTF-8: ${found}`,
  notUtf8Hint: () =>
    'Nothing was sent. Set a UTF-8 locale, or convert the value:\niconv -f GB18030 -t UTF-8 values.txt',
  unknownField: (name: string, suggestion: Text) => `--field: no field ${name}.${suggestion.en}`,
  knownFields: (names: string) => `Known: ${names}. A field newer than this wxpay is in --json.`,
  besideSandbox: (options: string) => `--sandbox has keys and an address of its own: it does not go with ${options}`,
  besideSandboxHint: () =>
    'Leave out one of them. A sandbox of its own prints the path of a configuration to use with --config:\nwxpay sandbox',
};
