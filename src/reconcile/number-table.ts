import { createDigestTable, digestOf } from '../batch/plan/digest-table.js';

/** Order numbers, each with a state or without one, in the order in which they came. */
export interface NumberTable<S extends string = string>
  extends Iterable<readonly [outOrderNo: string, state: S | undefined]> {
  readonly size: number;
  has: (outOrderNo: string) => boolean;
  /** The state of a number; `undefined` for a number without one, and for one that is not there. */
  get: (outOrderNo: string) => S | undefined;
  set: (outOrderNo: string, state: S | undefined) => void;
  /** Whether the number was there. Allowed while the table is iterated. */
  delete: (outOrderNo: string) => boolean;
}

/** The length of an `out_order_no` at most; its characters are ASCII. */
const LONGEST = 32;

const PER_BLOCK = 4096;

/** A part of the table: so many places, each with a number and its state. */
interface Block {
  numbers: Buffer;
  /** The index of the state; or one of the two below. */
  states: Uint32Array;
}

const NO_STATE = 0;
const DELETED = 0xffff_ffff;

/**
 * Makes an empty table of numbers of up to 32 ASCII characters: some 55 bytes each, outside of the heap. A `Map` takes
 * three times as much of the heap, and V8 lets garbage grow in proportion to what lives there.
 */
export function createNumberTable<S extends string = string>(): NumberTable<S> {
  const positions = createDigestTable();
  const blocks: Block[] = [];
  /** The states that occur, from 1. */
  const states: (S | undefined)[] = [undefined];
  const stateIndexes = new Map<S | undefined, number>([[undefined, NO_STATE]]);
  let used = 0;
  let size = 0;

  const blockOf = (at: number): Block => {
    const found = blocks[Math.floor(at / PER_BLOCK)];
    if (found !== undefined) return found;
    const block = { numbers: Buffer.alloc(PER_BLOCK * LONGEST), states: new Uint32Array(PER_BLOCK) };
    blocks.push(block);
    return block;
  };
  const stateAt = (at: number): number => blockOf(at).states[at % PER_BLOCK] ?? NO_STATE;
  const setState = (at: number, state: number): void => {
    blockOf(at).states[at % PER_BLOCK] = state;
  };
  const numberAt = (at: number): string => {
    const start = (at % PER_BLOCK) * LONGEST;
    const text = blockOf(at).numbers.toString('latin1', start, start + LONGEST);
    const end = text.indexOf('\0');
    return end < 0 ? text : text.slice(0, end);
  };
  const indexOfState = (state: S | undefined): number => {
    const index = stateIndexes.get(state) ?? states.push(state) - 1;
    stateIndexes.set(state, index);
    return index;
  };
  /** The place of a number; `undefined` for one that is not there. */
  const find = (outOrderNo: string): number | undefined => {
    const at = positions.get(digestOf('number', outOrderNo)) - 1;
    return at < 0 || stateAt(at) === DELETED ? undefined : at;
  };

  return {
    get size() {
      return size;
    },
    has: (outOrderNo) => find(outOrderNo) !== undefined,
    get: (outOrderNo) => {
      const at = find(outOrderNo);
      return at === undefined ? undefined : states[stateAt(at)];
    },
    set: (outOrderNo, state) => {
      const found = find(outOrderNo);
      const at = found ?? used;
      if (found === undefined) {
        const { numbers } = blockOf(at);
        numbers.write(outOrderNo, (at % PER_BLOCK) * LONGEST, LONGEST, 'latin1');
        positions.set(digestOf('number', outOrderNo), at + 1);
        used += 1;
        size += 1;
      }
      setState(at, indexOfState(state));
    },
    delete: (outOrderNo) => {
      const at = find(outOrderNo);
      if (at === undefined) return false;
      setState(at, DELETED);
      size -= 1;
      return true;
    },
    *[Symbol.iterator]() {
      for (let at = 0; at < used; at += 1) {
        const state = stateAt(at);
        if (state !== DELETED) yield [numberAt(at), states[state]] as const;
      }
    },
  };
}
