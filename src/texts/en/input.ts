import type { Text } from '../../shared/text.js';

/** What a command reads: files, stdin, data, headers. */
export const input = {
  unreadable: (what: string, name: string, reason: Text) => `${what}: cannot read ${name}: ${reason.en}`,
  unreadableHint: () => 'Give a path from the working directory, or - for stdin.',
  tooLarge: (what: string) => `${what}: more than 1 MiB`,
  tooLargeHint: () => 'No message of WeChat Pay is that large: is it the right file?',
  data: (problem: Text) => `--data is not valid JSON: ${problem.en}`,
  headers: (name: string, problem: Text) => `${name}: ${problem.en}`,
  headersHint: () => 'Expected lines such as "Wechatpay-Serial: PUB_KEY_ID_…", or a JSON object of names and values.',
  headersJson: (problem: Text) => `looks like JSON but does not parse: ${problem.en}`,
  headerValues: () => 'expected values that are texts, or lists of texts',
  headerLine: (line: number) => `line ${line} is not a header`,
};
