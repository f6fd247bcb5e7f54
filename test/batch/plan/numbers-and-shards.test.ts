import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { contentText, createNumbering, deriveNumber } from '../../../src/batch/plan/order-numbers.js';
import { chooseShard, isInShard, rateOfShard } from '../../../src/batch/plan/shard.js';

const content = fc.dictionary(fc.constantFrom('openid', 'notify_url', 'service_id'), fc.string({ maxLength: 4 }));

describe('derived numbers', () => {
  it('are 32 characters of the allowed alphabet, the same on every run, and different in every row', () => {
    fc.assert(
      fc.property(fc.array(content, { maxLength: 40 }), fc.string(), (rows, id) => {
        const first = rows.map(createNumbering(id));
        expect(rows.map(createNumbering(id))).toEqual(first);
        expect(new Set(first).size).toBe(rows.length);
        for (const number of first) expect(number).toMatch(/^[0-9A-Za-z_\-|*]{32}$/);
      }),
    );
  });

  it('depend on the id, the content and the count of equal rows, not on the order of the columns', () => {
    const text = contentText({ openid: 'o1', service_id: 's' });
    expect(contentText({ service_id: 's', openid: 'o1' })).toBe(text);
    const numbers = [
      deriveNumber('a', text, 1),
      deriveNumber('b', text, 1),
      deriveNumber('a', text, 2),
      deriveNumber('a', contentText({ openid: 'o2', service_id: 's' }), 1),
    ];
    expect(new Set(numbers).size).toBe(4);
    // Scripts written today still run tomorrow: another derivation would issue second orders.
    expect(deriveNumber('campaign', contentText({ openid: 'o1' }), 1)).toBe('45d7955f47aa4fd49aea739a112d0efa');
  });
});

describe('shards', () => {
  it('are disjoint and complete, whatever the numbers', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1, maxLength: 32 }), fc.integer({ min: 1, max: 50 }), (number, count) => {
        const owners = Array.from({ length: count }, (_, at) => isInShard(number, { index: at + 1, count }));
        expect(owners.filter(Boolean)).toHaveLength(1);
      }),
    );
  });

  it('take about equal parts', () => {
    const taken = Array.from({ length: 4000 }, (_, at) => isInShard(`n${at}`, { index: 1, count: 4 })).filter(Boolean);
    expect(taken.length).toBeGreaterThan(850);
    expect(taken.length).toBeLessThan(1150);
  });

  it('take their part of the rate', () => {
    expect(rateOfShard(40, { index: 1, count: 4 })).toBe(10);
    expect(rateOfShard(40, undefined)).toBe(40);
    expect(rateOfShard(undefined, { index: 1, count: 4 })).toBeUndefined();
  });

  it('come from --shard, or from --shards and the index of a Kubernetes job, which counts from 0', () => {
    expect(chooseShard({})).toBeUndefined();
    expect(chooseShard({ shard: '2/8' })).toEqual({ index: 2, count: 8 });
    expect(chooseShard({ shards: 8, completionIndex: '0' })).toEqual({ index: 1, count: 8 });
    expect(chooseShard({ shards: 8, completionIndex: '7' })).toEqual({ index: 8, count: 8 });
  });

  it.each([
    [{ shard: '0/4' }],
    [{ shard: '5/4' }],
    [{ shard: 'x' }],
    [{ shards: 4 }],
    [{ shards: 4, completionIndex: '4' }],
    [{ shards: 4, shard: '1/4', completionIndex: '0' }],
  ])('that do not exist are refused: %j', (sources) => {
    expect(() => chooseShard(sources)).toThrow(expect.objectContaining({ type: 'usage', code: 'BAD_SHARD' }));
  });
});
