import { type Command, Option } from '@commander-js/extra-typings';
import { ENCODINGS } from '../../../../batch/encoding/encodings.js';
import { INPUT_FORMATS } from '../../../../batch/input/open-input.js';
import type { Language } from '../../../../shared/text.js';
import { sayGuard } from '../../../../texts/guard.js';
import { sayInsuranceHelp } from '../../../../texts/help-insurance.js';
import type { HelpFacts } from '../../../help/facts.js';
import { printedAs } from '../../../help/schemas.js';
import { collect, parseCount } from '../../../options/parsers.js';
import { parseConcurrency, parseRate } from '../bulk/option-parsers.js';

/** Declares arguments and options. */
export function configureBatch(command: Command, language: Language) {
  const say = (name: Parameters<typeof sayInsuranceHelp>[0]) => sayInsuranceHelp(name)[language];
  return command
    .argument('<file>', say('batchFile'))
    .addOption(
      new Option('--format <format>', say('format')).choices(INPUT_FORMATS).default(undefined, say('formatDefault')),
    )
    .addOption(
      new Option('--encoding <encoding>', say('encoding'))
        .choices(['auto', ...ENCODINGS] as const)
        .default('auto' as const),
    )
    .addOption(new Option('--results <file>', say('results')).default(undefined, 'stdout'))
    .option('--resume', say('resume'))
    .option('--retry-failed', say('retryFailed'))
    .option('--failed <file>', say('failed'))
    .option('--excel-safe', say('excelSafe'))
    .option('--report <file>', say('report'))
    .option('--concurrency <n>', say('concurrency'), parseConcurrency, 16)
    .addOption(new Option('--rate <n/s>', say('batchRate')).argParser(parseRate).default(undefined, say('noLimit')))
    .option('--max-failures <n>', say('maxFailures'), parseCount, 10)
    .option('--id <id>', say('id'))
    .option('--shard <i/n>', say('shard'))
    .option('--shards <n>', say('shards'), parseCount)
    .option('--ignore <column>', say('ignore'), collect)
    .option('--keep <column>', say('keep'), collect)
    .option('--strict', say('strict'))
    .option('--dry-run', say('batchDryRun'))
    .option('--yes', sayGuard('yes')[language]);
}

/** What is told of `insurance batch`. */
export const BATCH_HELP: HelpFacts = {
  effect: 'write',
  about: sayInsuranceHelp('batchAbout'),
  examples: [
    {
      command: 'wxpay insurance batch users.csv --id 2026-11-night --results results.ndjson',
      comment: sayInsuranceHelp('batch'),
    },
    {
      command: 'wxpay insurance batch users.csv --id 2026-11-night --results results.ndjson --resume',
      comment: sayInsuranceHelp('batchResume'),
    },
    { command: 'wxpay insurance batch users.csv --dry-run --keep rental_id', comment: sayInsuranceHelp('batchDry') },
    {
      command: 'zcat users.ndjson.gz | wxpay insurance batch - --rate 50/s --shard 1/4 > results-1.ndjson',
      comment: sayInsuranceHelp('batchShard'),
    },
  ],
  exitCodes: [3, 4, 5, 6, 7, 130, 143],
  exitMeanings: {
    0: sayInsuranceHelp('batchAllCreated'),
    3: sayInsuranceHelp('batchCannotOpen'),
    4: sayInsuranceHelp('batchRefused'),
    5: sayInsuranceHelp('batchNoResponse'),
    6: sayInsuranceHelp('batchSignature'),
    7: sayInsuranceHelp('batchSomeFailed'),
  },
  output: printedAs('batchResult'),
  settings: ['rate', 'shard'],
};

/** The options of `insurance batch`. */
export type BatchOptions = ReturnType<ReturnType<typeof configureBatch>['opts']>;
