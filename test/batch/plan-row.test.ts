import { Readable } from 'node:stream';
import { expect, it } from 'vitest';
import { openInput } from '../../src/batch/input.js';
import { createPlanner, type PlannedRow } from '../../src/batch/plan-row.js';

const setup = {
  id: 'x',
  defaults: { notifyUrl: 'https://example.com/notify', serviceId: 's' },
  allowLoopback: false,
  ignore: [] as string[],
  keep: ['rental_id'],
};
/** The rows of an NDJSON file as they are planned. */
const planFile = async (text: string, changes: Partial<typeof setup> = {}): Promise<PlannedRow[]> => {
  const planner = createPlanner({ ...setup, ...changes });
  const { rows } = await openInput(Readable.from([Buffer.from(text)]), 'ndjson');
  const planned = [];
  for await (const portion of rows) planned.push(...portion.map(planner));
  return planned;
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

it.each(['__proto__', 'constructor', 'toString'])(
  'refuses the field %s by its name, as every unknown one',
  async (name) => {
    const [row] = await planFile(`{"openid":"o1","${name}":"x"}`);
    expect(row?.error?.message).toContain(`${name}: the API has no such field`);
    const [left] = await planFile(`{"openid":"o1","${name}":"x"}`, { ignore: [name] });
    expect(left?.order).toMatchObject({ openid: 'o1' });
    const [carried] = await planFile(`{"openid":"o1","${name}":"x"}`, { keep: [name] });
    expect(Object.entries(carried?.kept ?? {})).toEqual([[name, 'x']]);
  },
);
