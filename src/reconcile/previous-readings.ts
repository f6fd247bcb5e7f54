import type { ResultsKind } from '../batch/results/results-file.js';
import type { IdentityNames } from '../batch/results/results-identity.js';
import { isPending } from '../insurance/poll.js';
import { sayResults } from '../texts/batch-results.js';
import { createNumberTable, type NumberTable } from './number-table.js';
import { type ParsedReconcileResult, parseReconcileResult } from './result-line.js';

/** What is to be done about what an earlier run has read. */
interface SettleSetup {
  /** Whether orders that were not in a final state are read again; those that nothing is known of always are. */
  rereadsOpen: boolean;
  /** Told of every number that is left out: whether its order was in a final state. */
  onSkip: (wasFinal: boolean) => void;
}

/** What the runs before have read. */
export interface PreviousReadings {
  /** Whether a line without a usable number has a result already. */
  hasLine: (line: number) => boolean;
  /** Takes the numbers that need no further reading out of those to be read. */
  settle: (numbers: Pick<NumberTable, 'delete'>, setup: SettleSetup) => void;
}

/** What one reading of a number brought. */
type Outcome = 'final' | 'open' | 'unknown';

const outcomeOf = ({ status, state = '' }: ParsedReconcileResult): Outcome => {
  if (status === 'unknown') return 'unknown';
  return status === 'found' && !isPending({ order_receive_state: state }) ? 'final' : 'open';
};

interface Gathered extends PreviousReadings {
  add: (result: ParsedReconcileResult) => void;
}

const createPreviousReadings = (): Gathered => {
  const lines = new Set<number>();
  const outcomes = createNumberTable<Outcome>();
  return {
    add: (result) => {
      if (result.out_order_no !== undefined) outcomes.set(result.out_order_no, outcomeOf(result));
      else if (result.line !== undefined) lines.add(result.line);
    },
    hasLine: (line) => lines.has(line),
    settle: (numbers, { rereadsOpen, onSkip }) => {
      for (const [number, outcome] of outcomes) {
        if (outcome === 'unknown' || (outcome === 'open' && rereadsOpen)) continue;
        if (numbers.delete(number)) onSkip(outcome === 'final');
      }
    },
  };
};

/** Whose results a reconciliation has. */
export interface ReconcileIdentity {
  mchid: string;
  base_url: string;
  /** `--only`. */
  only: string;
  encoding: string;
  /** SHA-256 of the input in hex; empty for what cannot be read twice. */
  input: string;
}

const NAMES: IdentityNames = [
  ['command', sayResults('command')],
  ['mchid', sayResults('merchant')],
  ['base_url', sayResults('host')],
  ['only', sayResults('only')],
  ['encoding', sayResults('encoding'), 'where-known'],
];

/** The results of a reconciliation, as a kind of results file. */
export function reconcileResults(identity: ReconcileIdentity): ResultsKind<PreviousReadings> {
  const gathered = createPreviousReadings();
  return {
    identity: { command: 'reconcile', ...identity },
    names: NAMES,
    createPrevious: () => gathered,
    add: (_, line) => {
      const result = parseReconcileResult(line);
      if (result !== undefined) gathered.add(result);
      return result !== undefined;
    },
  };
}
