import { expect, it } from 'vitest';
import { createPlanner } from '../../src/batch/plan-row.js';

const setup = {
  id: 'x',
  defaults: { notifyUrl: 'https://example.com/notify', serviceId: 's' },
  allowLoopback: false,
  ignore: [],
  keep: ['rental_id'],
};
const plan = (fields: Record<string, unknown>) => createPlanner(setup)({ line: 1, text: '', fields });

it('takes null, as exports write what is absent, for absent', () => {
  const absent = plan({ openid: 'o1' });
  expect(absent.order).toEqual({
    out_order_no: absent.outOrderNo,
    openid: 'o1',
    notify_url: 'https://example.com/notify',
    service_id: 's',
  });
  const nulls = plan({ openid: 'o1', out_order_no: null, notify_url: null, service_id: null, rental_id: null });
  expect(nulls.order).toEqual(absent.order);
  expect(nulls.kept).toEqual({ rental_id: null });
  expect(plan({ openid: null }).error?.message).toBe('line 1: openid: it is required');
});
