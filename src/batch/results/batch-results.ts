import { sayResults } from '../../texts/batch-results.js';
import { createPreviousResults, type PreviousResults } from './previous-results.js';
import { parseResult } from './result-line.js';
import type { ResultsKind } from './results-file.js';
import type { IdentityNames } from './results-identity.js';

/** Whose results a batch has. */
export interface BatchIdentity {
  mchid: string;
  base_url: string;
  /** `--id`. */
  id: string;
  shard: string;
  /** The defaults of rows: under another one, a row would be another order with the same number. */
  notify_url: string;
  service_id: string;
  /** Read in another encoding, a row would be another order too; empty where only the input tells. */
  encoding: string;
  input: string;
}

const NAMES: IdentityNames = [
  ['command', sayResults('command')],
  ['mchid', sayResults('merchant')],
  ['base_url', sayResults('host')],
  ['id', sayResults('id')],
  ['shard', sayResults('shard')],
  ['notify_url', sayResults('notifyUrl')],
  ['service_id', sayResults('serviceId')],
  ['encoding', sayResults('encoding'), 'where-known'],
];

/** What the results of all shards of a batch have in common. */
export const SHARED_NAMES: IdentityNames = NAMES.filter(([part]) => part !== 'shard');

/** The results of a batch, as a kind of results file. */
export function batchResults(identity: BatchIdentity): ResultsKind<PreviousResults> {
  return {
    identity: { command: 'batch', ...identity },
    names: NAMES,
    createPrevious: createPreviousResults,
    add: (previous, line) => {
      const result = parseResult(line);
      if (result !== undefined) previous.add(result);
      return result !== undefined;
    },
  };
}
