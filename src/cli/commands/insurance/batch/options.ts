import { type Command, InvalidArgumentError, Option } from '@commander-js/extra-typings';
import { INPUT_FORMATS } from '../../../../batch/input/open-input.js';
import { SETTINGS } from '../../../../config/settings-table.js';
import { collect, parseCount } from '../../../options/parsers.js';

const parseConcurrency = (text: string): number => {
  const count = parseCount(text);
  if (count >= 1 && count <= 1000) return count;
  throw new InvalidArgumentError('Expected a number from 1 to 1000.');
};

const parseRate = (text: string): number => {
  const rate = Number(text.replace(/\/s$/, ''));
  if (/^\d*\.?\d+(?:\/s)?$/.test(text) && rate >= 0.01 && rate <= 100_000) return rate;
  throw new InvalidArgumentError('Expected requests a second: 50, or 50/s.');
};

/** Declares arguments, options and examples. */
export function configureBatch(command: Command) {
  return command
    .argument('<file>', 'CSV or NDJSON whose columns are the fields of the API; - is stdin')
    .addOption(
      new Option('--format <format>', 'format of the file (default: by its name or first line)').choices(INPUT_FORMATS),
    )
    .option('--results <file>', 'append a line a row here (default: stdout)')
    .option('--resume', 'resume with these results: send what has none, and what is unknown')
    .option('--retry-failed', 'with --resume: send failed rows again too')
    .option('--failed <file>', 'write the failed rows here, so they can be corrected and re-run')
    .option('--concurrency <n>', 'rows in progress at the same time', parseConcurrency, 16)
    .option(
      '--rate <n/s>',
      'requests a second at most (default: rate of the configuration, else none); 429 slows it down further',
      parseRate,
    )
    .option('--max-failures <n>', 'stop when so many rows in a row fail for one cause; 0 never', parseCount, 10)
    .option('--id <id>', 'name of the batch, which numbers are derived with')
    .option('--shard <i/n>', `take the i-th of n parts of the rows (or ${SETTINGS.shard.env})`)
    .option('--shards <n>', 'take the part that JOB_COMPLETION_INDEX says, of n', parseCount)
    .option('--ignore <column>', 'leave a column out; may be repeated', collect)
    .option('--keep <column>', 'carry a column into the results; may be repeated', collect)
    .option('--strict', 'check all rows first, and send nothing if one is wrong')
    .option('--dry-run', 'check and count; send nothing')
    .addHelpText(
      'after',
      `
A row without out_order_no gets a number that is derived from the row and --id: the same file gives the same numbers,
so that a second run makes no second order. Name each campaign with an --id of its own.

Examples:
  wxpay insurance batch users.csv --id 2026-11-night --results results.ndjson
  wxpay insurance batch users.csv --id 2026-11-night --results results.ndjson --resume
  wxpay insurance batch users.csv --dry-run --keep rental_id
  zcat users.ndjson.gz | wxpay insurance batch - --rate 50/s --shard 1/4 > results-1.ndjson

Exit codes: 0 all created, 7 finished but some failed or unknown, 130 or 143 stopped; 3 the results cannot
be opened, 5 they can no longer be written, or were deleted or truncated; 4, 5 or 6 when --max-failures stopped it:
refused (401, 403), no usable response, signatures.`,
    );
}

/** The options of `insurance batch`. */
export type BatchOptions = ReturnType<ReturnType<typeof configureBatch>['opts']>;
