/** The help of `wxpay insurance …`. */
export const helpInsurance = {
  newNumber: () => 'a new one',
  data: () => 'Request fields as JSON, from a file or stdin; an option beside it wins',
  dryRun: () => 'Sign and print what would be sent; send nothing',
  wait: () => 'Poll until the order leaves RECEIVING, for so many seconds at most',
  createAbout: () =>
    'The order number is the idempotency key: after any failure run the same call again with the same number.',
  tryCreate: () => 'Try it against the embedded sandbox',
  createOwn: () => 'Issue an order under a number of your own, and print it as JSON',
  createDryRun: () => 'See what would be sent; the fields come from stdin',
  createWait: () => 'Wait until the user has received the order',

  get: () => 'Read an order back',
  getField: () => 'Print its state alone',
  getJson: () => 'Print every field that the API responds with',

  watchAbout: () =>
    'Prints the order at every change until its state is final. Here --timeout limits the whole watch (default: 600 s).',
  watch: () => 'Watch an order for ten minutes',
  watchMinute: () => 'Print its state at every change, for a minute at most',
  watchReceived: () => 'the order was received',
  watchFailed: () => 'the order was not received, or the request was refused',
  watchTime: () => 'time is up, or there was no usable response',

  qualification: () => 'Ask about a user',
  qualificationField: () => 'Print true or false alone',
  exitCode: (code: number) => `end with ${code} when the user is not qualified`,
  qualificationExit: () => 'ask in a script, without parsing',
  notQualified: () => 'with --exit-code: the user is not qualified',
  qualificationSandbox: () => 'In the sandbox a user is not qualified when the openid says so',

  batchFile: () => 'CSV or NDJSON whose columns are the fields of the API; - is stdin',
  format: () => 'Format of the file',
  formatDefault: () => 'by its name or first line',
  encoding: () => 'Encoding of the file',
  excelSafe: () => "With --failed: put ' in front of cells that Excel would take for formulas",
  results: () => 'Append a line for each row to this file',
  resume: () => 'Resume with these results: send what has none, and what is unknown',
  retryFailed: () => 'With --resume: send failed rows again, too',
  failed: () => 'Write the failed rows to this file, to be corrected and sent again',
  concurrency: () => 'Rows in progress at the same time',
  rate: () => 'Requests a second at most; 429 slows it down further',
  batchRate: () => 'Requests a second at most, those of all shards together; 429 slows it down further',
  noLimit: () => 'no limit',
  maxFailures: () => 'Stop when so many rows one after the other fail for one cause; 0 never',
  id: () => 'Name of the batch, from which order numbers are derived',
  shard: () => 'Take the i-th of n parts of the rows',
  shards: () => 'Take the part of n that JOB_COMPLETION_INDEX says',
  ignore: () => 'Leave a column out',
  keep: () => 'Carry a column into the results',
  strict: () => 'Check all rows first, and send nothing if one is wrong',
  batchDryRun: () => 'Check and count; send nothing',
  batchAbout: () =>
    'A row without out_order_no gets a number that is derived from the row and --id: the same file gives the same numbers, so that a second run makes no second order. Name each campaign with an --id of its own.',
  batch: () => 'Issue an order for every row, and keep what came of it',
  batchResume: () => 'Run it again after a stop: only what has no order is sent',
  batchDry: () => 'Check a file without sending anything',
  batchShard: () => 'Take a quarter of the rows, with 50 requests a second at most by all machines',
  batchAllCreated: () => 'every row has its order',
  batchCannotOpen: () => 'the configuration is wrong, or the results cannot be opened',
  batchRefused: () => '--max-failures stopped it: requests are refused (401, 403)',
  batchNoResponse: () =>
    '--max-failures stopped it: no usable response; or the results can no longer be written, or were deleted or truncated',
  batchSignature: () => '--max-failures stopped it: signatures do not verify',
  batchSomeFailed: () => 'finished, but some rows failed or are unknown',

  mergeResults: () => 'Results files of batch, one for each shard',
  mergeAbout: () =>
    'Reads the results and what stands beside them (<results>.meta.json), and sends nothing. Of several results for one row the last one counts. It says which shards are missing or have not finished, and which numbers stand in two files.',
  mergeShards: () => 'Sum up four machines',
  mergeJson: () => 'Print only how many rows have failed, for a script',
  mergeAllCreated: () => 'every row of every shard has an order',
  mergeSomeOpen: () =>
    'some rows have no order, a number stands in two files, a shard is missing or has not finished, or that is not known',

  reconcileFile: () => 'Results of a batch, NDJSON or CSV with out_order_no, or one number a line; - is stdin',
  reconcileResume: () => 'Resume with these results: read what has none, and what is unknown',
  untilFinal: () => 'Read again what is not final, for so long at most: 90 (seconds), 30m, 6h',
  only: () => 'Only orders that are in this state in the input, or in none; may be repeated',
  reconcileAbout: () =>
    'Reads every order back and says in which state it was and is now, a line for each. It sends nothing but GET requests. Rows of a batch that failed made no order and are left out.',
  reconcileResults: () => 'See what has become of the orders of a batch',
  reconcileUntilFinal: () =>
    'Read the orders that were pending again until their state is final, for six hours at most',
  reconcileNumbers: () => 'Read a list of numbers, 20 requests a second at most',
  reconcileAllFinal: () => 'every order was found in a final state',
  reconcileSomeOpen: () => 'finished, but some orders are pending, absent or unknown',
};
