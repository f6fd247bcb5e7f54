import { describe, expect, it } from 'vitest';
import { segmentOf, segmentsOf } from '../../src/client/segments.js';

describe('a property', () => {
  it.each([
    ['v3', 'v3'],
    ['hirePowerBank', 'hire-power-bank'],
    ['insuranceOrders', 'insurance-orders'],
    ['certificates', 'certificates'],
    ['out_order_no', 'out_order_no'],
    ['hire-power-bank', 'hire-power-bank'],
    ['v3Pay', 'v3-pay'],
    ['_out_order_no_', '{out_order_no}'],
    ['$out_order_no$', '{out_order_no}'],
    ['{out_order_no}', '{out_order_no}'],
    ['_outOrderNo_', '{outOrderNo}'],
    ['__', '__'],
    ['$half', '$half'],
  ])('%s stands for the segment %s', (property, segment) => {
    expect(segmentOf(property)).toBe(segment);
  });
});

describe('a path', () => {
  it.each([
    ['v3/hire-power-bank/insurance-orders', ['v3', 'hire-power-bank', 'insurance-orders']],
    ['/v3/certificates/', ['v3', 'certificates']],
    ['v3//certificates', ['v3', 'certificates']],
    ['v3/orders/_no_', ['v3', 'orders', '{no}']],
    ['v3/orders/$no$', ['v3', 'orders', '{no}']],
    ['v3/orders/{no}', ['v3', 'orders', '{no}']],
    ['', []],
  ])('%s has the segments %j', (path, segments) => {
    expect(segmentsOf(path)).toEqual(segments);
  });

  it('keeps the letter case of its segments: they may be values', () => {
    expect(segmentsOf('v3/orders/oUser')).toEqual(['v3', 'orders', 'oUser']);
  });
});
