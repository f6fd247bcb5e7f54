import type { Language } from '../apiv3/error-codes.js';
import { OUTPUT_NAMES, type OutputName } from './output/names.js';

/** What has to be known of a call before it is parsed, and even if it can't be. */
export interface Scanned {
  /** The format that option or environment ask for; errors are told in JSON unless it is the table. */
  output: OutputName;
  language: Language | undefined;
}

const valueAfter = (argv: readonly string[], names: readonly string[]): string | undefined => {
  for (const [at, word] of argv.entries()) {
    if (names.includes(word)) return argv[at + 1];
    const name = names.find((candidate) => word.startsWith(`${candidate}=`));
    if (name !== undefined) return word.slice(name.length + 1);
  }
  return undefined;
};

/** Looks through the raw words, so that even a wrong call is answered in the form and language that it asks for. */
export function scanArgv(argv: readonly string[], env: Readonly<Record<string, string | undefined>>): Scanned {
  const output = argv.includes('--json') ? 'json' : (valueAfter(argv, ['-o', '--output']) ?? env['WECHATPAY_OUTPUT']);
  const language = valueAfter(argv, ['--lang']);
  return {
    output: OUTPUT_NAMES.find((name) => name === output) ?? 'table',
    language: language === 'zh' || language === 'en' ? language : undefined,
  };
}
