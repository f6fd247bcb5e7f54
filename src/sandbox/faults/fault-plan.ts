import { createHash } from 'node:crypto';
import { UsageError } from '../../errors.js';
import { suggestion } from '../../shared/suggest.js';
import { saySandbox } from '../../texts/sandbox.js';

/** The faults that can be injected. `…-after-store` carry the request out first. */
export const FAULT_NAMES = [
  'unsigned',
  'bad-signature',
  'probe',
  'unknown-serial',
  'skewed',
  'tampered',
  '500',
  '500-after-store',
  'reset',
  'reset-after-store',
  'timeout',
  'timeout-after-store',
  '429',
  '502-html',
  'truncated',
  'invalid-json',
  'huge',
  'redirect',
  'slow',
  'noauth',
  'param-403',
  'systemerror',
] as const;

/** One of `FAULT_NAMES`. */
export type FaultName = (typeof FAULT_NAMES)[number];

/** In a queue of faults: let one request through. */
export const NO_FAULT = 'none';

/** What a queue may hold. */
export type QueuedFault = FaultName | typeof NO_FAULT;

/** A fault that befalls a share of all requests, from 0 to 1. */
export interface FaultRule {
  name: FaultName;
  probability: number;
}

const known = <Name extends string>(names: readonly Name[], text: string): Name => {
  const name = names.find((candidate) => candidate === text);
  if (name !== undefined) return name;
  throw new UsageError(saySandbox('unknownFault', JSON.stringify(text), suggestion(text, names)), {
    code: 'UNKNOWN_FAULT',
    hint: saySandbox('knownFaults', names.join(', ')),
  });
};

/**
 * Reads `name` or `name:probability`; without a probability every request is meant.
 * @throws {UsageError} `UNKNOWN_FAULT` naming the nearest known one; `BAD_PROBABILITY` unless it is from 0 to 1
 */
export function parseFault(text: string): FaultRule {
  const [name = '', probability = '1', ...rest] = text.split(':');
  const rule = { name: known(FAULT_NAMES, name.trim()), probability: Number(probability) };
  if (rest.length === 0 && /^\s*\d*\.?\d+\s*$/.test(probability) && rule.probability <= 1) return rule;
  throw new UsageError(saySandbox('probability', rule.name, JSON.stringify(text.slice(name.length + 1))), {
    code: 'BAD_PROBABILITY',
    hint: saySandbox('probabilityHint', `${rule.name}:0.2`),
  });
}

/**
 * Reads the name of a fault for the queue; `none` lets one request through.
 * @throws {UsageError} `UNKNOWN_FAULT` naming the nearest known one
 */
export function parseQueuedFault(text: string): QueuedFault {
  return known([...FAULT_NAMES, NO_FAULT], text.trim());
}

/** A number from 0 up to 1 that depends on nothing but its arguments, so that a run can be repeated. */
export function draw(seed: number, count: number, purpose: string): number {
  return createHash('sha256').update(`${purpose} ${seed} ${count}`).digest().readUInt32BE() / 2 ** 32;
}

/** Decides what befalls each request. */
export interface FaultPlan {
  /** Puts faults into the queue, one for each of the next requests. */
  queue(faults: readonly QueuedFault[]): void;
  /** Empties the queue, and says how many it held; rules stay. */
  clear(): number;
  /** What is queued, the next first. */
  queued(): readonly QueuedFault[];
  /** The faults that befall a share of the requests. */
  readonly rules: readonly FaultRule[];
  /** The fault of the next request: from the queue, else by the rules. */
  next(): FaultName | undefined;
}

/**
 * A plan of faults: what is queued comes first, then rules by their shares. Shares that add up to more than 1 are
 * scaled down together, so that each still gets its part.
 */
export function createFaultPlan(rules: readonly FaultRule[], seed: number): FaultPlan {
  const queued: QueuedFault[] = [];
  const total = rules.reduce((sum, { probability }) => sum + probability, 0);
  let count = 0;

  const byRule = (): FaultName | undefined => {
    count += 1;
    let rest = draw(seed, count, 'fault') * Math.max(total, 1);
    for (const { name, probability } of rules) {
      if (rest < probability) return name;
      rest -= probability;
    }
    return undefined;
  };

  return {
    queue: (faults) => {
      queued.push(...faults);
    },
    queued: () => queued,
    rules,
    clear: () => queued.splice(0).length,
    next: () => {
      const first = queued.shift();
      if (first !== undefined) return first === NO_FAULT ? undefined : first;
      return rules.length > 0 ? byRule() : undefined;
    },
  };
}
