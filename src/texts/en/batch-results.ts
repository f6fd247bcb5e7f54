import type { Text } from '../../shared/text.js';

/** The files of a batch: results, and failed rows. */
export const batchResults = {
  cannotWrite: (file: string, reason: Text) => `cannot write ${file}: ${reason.en}`,
  cannotOpenHint: () => 'Name a file that can be written, in a folder that exists. Nothing was sent.',
  noRoomHint: () => 'No further row is sent. Resume when there is room again.',
  deleted: (file: string) => `${file} was deleted or moved away while it was written: what it held is lost`,
  replaced: (file: string) => `${file} was replaced by another file while it was written: what it held is lost`,
  truncated: (file: string, found: string, expected: string) =>
    `${file} was truncated while it was written: it has ${found} bytes, expected ${expected}`,
  isFolder: () => 'it is a folder, expected a file',
  isDevice: () => 'it is a device or a pipe, expected a file',
  notAResult: (line: number, file: string) => `line ${line} of ${file} is not a result line`,
  notAResultHint: () =>
    'Is it a results file? Correct the line, or remove it: its row is then sent again, with the same number. Nothing was sent.',
  exists: (file: string) => `${file} holds results already`,
  inUse: (file: string) => `another run is writing ${file}`,
  none: (file: string) => `there is no results file ${file} to resume from`,
  otherRow: (file: string, line: number, number: string) =>
    `${file} holds the results of another input: line ${line}, order ${number} here, was another order there (another number, user, service or notify_url)`,
  whose: (file: string, meta: string) => `cannot tell whose results ${file} are: ${meta} is missing or damaged`,
  whoseHint: () =>
    'It is written beside the results; move both together. Or begin new results: the same rows get the same numbers, so that no second order is made. Nothing was sent.',
  otherBatch: (file: string, part: Text, theirs: string, mine: string) =>
    `${file} belongs to another run: its ${part.en} is ${theirs}, not ${mine}`,
  otherBatchHint: () => 'Resume with the options and the configuration of the first run. Nothing was sent.',
  expectedResults: () => 'Expected a results file of a batch: a JSON object a line, each with line, status and digest.',
  oneBatchHint: () => 'Give the results of all shards of one batch, and no others.',
  shardCount: () => 'number of shards',
  only: () => 'chosen states',
  command: () => 'command',
  encoding: () => 'encoding',
  merchant: () => 'merchant',
  host: () => 'host',
  id: () => 'id',
  shard: () => 'shard',
  notifyUrl: () => 'default notify_url',
  serviceId: () => 'default service_id',
  otherInput: (file: string) => `${file} holds the results of another input, or the input has changed since`,
  nothingSent: () => 'Nothing was sent.',
  notReadBack: (number: string, reason: Text) =>
    `order ${number} was created for an earlier row, and could not be read back: ${reason.en}`,
  notReadBackHint: () => 'Resume to read it again.',
};
