import { Readable } from 'node:stream';
import { expect, it } from 'vitest';
import { openInput } from '../../../src/batch/input/open-input.js';
import { createPlanner, type PlannedRow } from '../../../src/batch/plan/plan-row.js';

const setup = {
  id: 'x',
  defaults: { notifyUrl: 'https://example.com/notify', serviceId: 's' },
  allowLoopback: false,
  ignore: [] as string[],
  keep: ['rental_id'],
  onUnknownField: 'Leave it out.',
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

it('carries fields of the API into the results, too, and uses them all the same unless they are to be ignored', async () => {
  const row = '{"openid":"o1","out_order_no":"mine-1","service_id":"s1","notify_url":"https://example.com/own"}';
  const keep = ['out_order_no', 'service_id', 'notify_url', 'openid'];
  const [kept] = await planFile(row, { keep });
  expect(kept).toMatchObject({ outOrderNo: 'mine-1', derived: false, order: JSON.parse(row), kept: JSON.parse(row) });
  const [plain] = await planFile(row, { keep: [] });
  expect(kept?.order).toEqual(plain?.order);
  const [ignored] = await planFile(row, { keep, ignore: ['out_order_no', 'service_id'] });
  expect(ignored).toMatchObject({ derived: true, order: { service_id: 's' }, kept: JSON.parse(row) });
});

const LEAVE_OUT = setup.onUnknownField;

it('says of unknown fields once how to leave them out, and nothing of it where there are none', () => {
  expect(plan({ openid: 'o1', servce_id: 's', rent: 'r' }).error?.message).toBe(
    `line 1: servce_id: the API has no such field. Did you mean service_id?; rent: the API has no such field. ${LEAVE_OUT}`,
  );
  expect(plan({ openid: 'o 1' }).error?.message).not.toContain(LEAVE_OUT);
});

it('lists ten problems of a row and counts the others, those of the API first, however many and long its fields', () => {
  const many = Object.fromEntries(Array.from({ length: 30_000 }, (_, at) => [`field${at}`, 'x']));
  const { message = '' } = plan({ ...many, openid: 'o 1' }).error ?? {};
  expect(message).toMatch(/^line 1: openid: it contains a blank .*; field0: the API has no such field\.; .*field8: /);
  expect(message).not.toContain('field9:');
  expect(message.endsWith(`; and 29991 more. ${LEAVE_OUT}`)).toBe(true);
  const long = plan({ openid: 'o1', [`name${'\u{1F50C}'.repeat(1_000_000)}`]: 'x' }).error?.message ?? '';
  expect(long).toMatch(/^line 1: name[^:]+…: the API has no such field\./);
  expect(long.length).toBeLessThan(300);
  expect(long.isWellFormed()).toBe(true);
});
