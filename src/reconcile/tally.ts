import { isFinal } from './reading.js';
import { isChanged, type ReconcileResult, stateOf } from './result-line.js';

/** How many orders were found in one state. */
interface StateCount {
  orders: number;
  /** Of these, how many were in another state in the input. */
  changed: number;
}

/** How a reconciliation went, so far. */
export interface ReconcileTally {
  /** Orders found, by state. */
  readonly found: ReadonlyMap<string, StateCount>;
  readonly absent: number;
  readonly unknown: number;
  /** Lines without a usable number. */
  readonly invalid: number;
  /** Numbers that an earlier run has read. */
  readonly skipped: number;
  /** All numbers that ended in this run. */
  readonly done: number;
  /** Whether every order, those of earlier runs included, was found in a final state. */
  readonly isAllFinal: boolean;
  add(result: ReconcileResult): void;
  skip(wasFinal: boolean): void;
}

/** Against a server that makes up states. */
const MOST_STATES = 100;

/** Makes a tally at zero. */
export function createReconcileTally(): ReconcileTally {
  const found = new Map<string, StateCount>();
  const counts = { absent: 0, unknown: 0, invalid: 0, skipped: 0, done: 0 };
  let isAllFinal = true;
  const addFound = (state: string, changed: boolean): void => {
    const key = found.has(state) || found.size < MOST_STATES ? state : 'OTHERS';
    const count = found.get(key) ?? { orders: 0, changed: 0 };
    found.set(key, count);
    count.orders += 1;
    if (changed) count.changed += 1;
  };
  return {
    found,
    get absent() {
      return counts.absent;
    },
    get unknown() {
      return counts.unknown;
    },
    get invalid() {
      return counts.invalid;
    },
    get skipped() {
      return counts.skipped;
    },
    get done() {
      return counts.done;
    },
    get isAllFinal() {
      return isAllFinal;
    },
    add: (result) => {
      if ('problem' in result) {
        counts.invalid += 1;
        isAllFinal = false;
        return;
      }
      counts.done += 1;
      isAllFinal &&= isFinal(result.reading);
      const state = stateOf(result);
      if (state !== undefined) addFound(state, isChanged(result) === true);
      else if (result.reading.status === 'absent') counts.absent += 1;
      else counts.unknown += 1;
    },
    skip: (wasFinal) => {
      counts.skipped += 1;
      isAllFinal &&= wasFinal;
    },
  };
}
