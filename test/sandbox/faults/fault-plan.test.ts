import { describe, expect, it } from 'vitest';
import { UsageError } from '../../../src/errors.js';
import { createFaultPlan, FAULT_NAMES, parseFault } from '../../../src/sandbox/faults/fault-plan.js';

describe('the queue', () => {
  it('comes before the rules', () => {
    const plan = createFaultPlan([parseFault('500')], 1);
    plan.queue(['reset', 'none']);
    expect([plan.next(), plan.next(), plan.next()]).toEqual(['reset', undefined, '500']);
  });
});

describe('rules', () => {
  const run = (rules: readonly string[], seed: number, length = 4000) => {
    const plan = createFaultPlan(rules.map(parseFault), seed);
    return Array.from({ length }, () => plan.next());
  };
  const share = (faults: readonly unknown[], name: string) =>
    faults.filter((fault) => fault === name).length / faults.length;

  it('befall the share of requests that they say', () => {
    const faults = run(['500:0.2', 'reset:0.1'], 7);
    expect(share(faults, '500')).toBeCloseTo(0.2, 1);
    expect(share(faults, 'reset')).toBeCloseTo(0.1, 1);
  });

  it('share all requests when they add up to more than 1', () => {
    const faults = run(['500', 'reset'], 7);
    expect(share(faults, '500')).toBeCloseTo(0.5, 1);
    expect(share(faults, 'reset')).toBeCloseTo(0.5, 1);
  });

  it('are the same for the same seed, and others for another', () => {
    expect(run(['500:0.5'], 1, 100)).toEqual(run(['500:0.5'], 1, 100));
    expect(run(['500:0.5'], 1, 100)).not.toEqual(run(['500:0.5'], 2, 100));
  });
});

describe('a fault is read from', () => {
  const hintOf = (text: string): string | undefined => {
    try {
      parseFault(text);
    } catch (error) {
      return error instanceof UsageError ? error.hint : undefined;
    }
    return undefined;
  };

  it.each([
    ['500', { name: '500', probability: 1 }],
    ['reset-after-store:0.25', { name: 'reset-after-store', probability: 0.25 }],
    ['slow:.5', { name: 'slow', probability: 0.5 }],
    ['huge:0', { name: 'huge', probability: 0 }],
  ])('%s', (text, rule) => {
    expect(parseFault(text)).toEqual(rule);
  });

  it.each([
    ['rest', 'reset'],
    ['timout:0.5', 'timeout'],
    ['500-after-stor', '500-after-store'],
    ['badsignature', 'bad-signature'],
  ])('%s with the suggestion %s', (text, suggestion) => {
    expect(() => parseFault(text)).toThrow(UsageError);
    expect(() => parseFault(text)).toThrow(`unknown fault "${text.split(':')[0]}"`);
    expect(() => parseFault(text)).toThrow(`Did you mean ${suggestion}?`);
  });

  it('anything else not, and nothing far-fetched is suggested', () => {
    expect(hintOf('xyz')).toBe(`Known faults: ${FAULT_NAMES.join(', ')}.`);
  });

  it.each(['500:', '500:1.1', '500:-1', '500:often', '500:0.5:1', '500:0x1', '500:1e-1'])(
    '%s not: no probability',
    (text) => {
      expect(() => parseFault(text)).toThrow('the probability of fault 500');
    },
  );

  it('none not: it is no fault', () => {
    expect(() => parseFault('none')).toThrow('unknown fault "none"');
  });
});
