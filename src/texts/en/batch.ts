import type { Text } from '../../shared/text.js';

const rows = (count: number): string => `${count} ${count === 1 ? 'row' : 'rows'}`;

/** What a batch says to people: options, progress, and how it went. */
export const batch = {
  created: () => 'created',
  failed: () => 'failed',
  unknown: () => 'unknown',
  outcome: () => 'OUTCOME',
  code: () => 'CODE',
  rows: () => 'ROWS',
  firstLines: () => 'FIRST LINES',
  earlierRun: () => '(in an earlier run)',
  done: (count: number) => `${count} done`,
  count: (status: Text, count: number) => `${status.en} ${count}`,
  before: (count: number) => `${count} before`,
  rate: (count: number) => `${count}/s`,
  shardRate: (ofMerchant: number, shard: string, part: number) =>
    `rate: of the merchant's ${ofMerchant} requests a second, shard ${shard} takes ${part}`,
  left: (duration: Text) => `${duration.en} left`,
  seconds: (count: string) => `${count} s`,
  minutes: (minutes: number, seconds: number) => `${minutes} min ${seconds} s`,
  hours: (hours: number, minutes: number) => `${hours} h ${minutes} min`,
  checked: (count: number, duration: Text, right: number, wrong: number) =>
    `${rows(count)} checked in ${duration.en}: ${right} would be sent, ${wrong} ${wrong === 1 ? 'is' : 'are'} not valid; nothing was sent`,
  total: (count: number, duration: Text, rate: number) =>
    `${rows(count)} in ${duration.en}${rate > 0 ? `, ${rate} a second` : ''}`,
  resume: (call: Text) => `Resume:  ${call.en}`,
  resumeWith: (call: Text) => `resume with:\n${call.en}`,
  unrecorded: (numbers: string) => `Sent, with no result written:  ${numbers}`,
  sameCall: () => 'the same call again: the same rows get the same numbers, so that no second order is made',
  newResults: () =>
    'the same call with another --results file, without --resume: the same rows get the same numbers, so that no second order is made',
  tripped: (limit: number, cause: Text) => `stopped: ${limit} in a row failed for one cause\n${cause.en}`,
  fixThenResume: (call: Text) => `Fix the cause, then resume with:\n${call.en}`,
  failedBefore: (line: number, file: string) => `failed in an earlier run: see the result of line ${line} in ${file}`,
  unnamed: () =>
    'rows without out_order_no get their numbers from their content alone: in another campaign the same rows are the same orders, and nothing new is issued. Give each campaign a name with --id.',
  unknownField: () => 'Leave a column out with --ignore <column>, or carry it into the results with --keep <column>.',
  noFile: (option: string) => `${option} - does not name a file`,
  resultsFileHint: () => 'Without --results they go to stdout. A file of that name is ./-.',
  failedFileHint: () => 'Name a file. One of that name is ./-.',
  retryNeedsResume: () => '--retry-failed goes with --resume',
  retryNeedsResumeHint: () => 'Add --resume, or leave it out.',
  noField: () => '--field is for one object, and a batch has a line for every row',
  noFieldHint: () => 'Pick fields out of its lines with jq.',
  readTwice: (name: string) => `--strict reads the rows twice, which ${name} cannot be`,
  readTwiceHint: () => 'Put them into a file. Nothing was sent.',
  strictMore: (count: number) => `and ${count} more`,
  strictRefused: (count: number) => `--strict: ${rows(count)} cannot be sent`,
  strictHint: () => 'Nothing was sent. Correct these rows, or leave out --strict.',
  resumeNeedsResults: () => '--resume needs the results of the run before: --results <file>',
  resumeNeedsResultsHint: () => 'Results on stdout cannot be resumed.',
  stdoutHint: () =>
    'No further row is sent. The same call again makes no second order: the same rows get the same numbers.',
  nothingToSend: () => 'Nothing was to be sent.',
  wouldOverwrite: (file: string) => `--failed: ${file} would be overwritten`,
  wouldOverwriteHint: () => 'Name another file. Nothing was sent.',
  putAside: (file: string, copy: string) => `${file} has changed since the run before: it is now ${copy}`,
  cannotRead: (file: string, reason: Text) => `cannot read ${file}: ${reason.en}`,
  cannotReadHint: () => 'Give a path from the working directory, or - for stdin.',
};
