import { OTHER_PARAMETERS } from '../../src/insurance/create-failure.js';
import { drawInput, lineOf, type SimulatedInput, withOtherUser } from './batch-rows.js';
import { checkCreated, checkRun, promise, type ReportedOrder } from './claims.js';
import { damageEnd } from './damage.js';
import { FAULTS } from './faults.js';
import { isOrderFor, type Parameters, type StoredOrder } from './model.js';
import { interruption, setWeather } from './weather.js';
import type { Ran, SimulatedWorld } from './world.js';

const RESULTS = 'results.ndjson';
const FAILED = 'failed.txt';

/** All that may come of a batch. */
const EXIT_CODES = [0, 4, 5, 6, 7, 130, 143];

/** A line of the results. */
interface Line {
  line: number;
  out_order_no: string;
  status: 'created' | 'failed' | 'unknown';
  order?: ReportedOrder;
  error?: { code: string };
}

/** A line that denies an order, and up to which run its row had been sent by then. */
interface Denial {
  asked: Parameters;
  run: number;
  /** When that run began. */
  at: number;
}

const readLines = ({ machine }: SimulatedWorld): Line[] => {
  if (!machine.exists(RESULTS)) return [];
  const whole = machine.read(RESULTS).split('\n').slice(0, -1);
  return whole.map((text): Line => JSON.parse(text));
};

/** What the row of a line asks for, under the number that the line says. */
const askedBy = (input: SimulatedInput, { line, out_order_no }: Line): Parameters | undefined => {
  const row = input.rows.find((_, index) => lineOf(input, index) === line);
  promise(row !== undefined, `a result for line ${line}, on which there is no row`);
  if (row?.asked === undefined) return undefined;
  const { asked } = row;
  promise((asked.out_order_no ?? out_order_no) === out_order_no, `line ${line} has the number of another row`);
  return { ...asked, out_order_no };
};

/** Whether several rows bring the number of a line. */
const isShared = ({ rows }: SimulatedInput, { out_order_no }: Line): boolean =>
  rows.filter(({ asked }) => asked?.out_order_no === out_order_no).length > 1;

/** Some orders that were there before, and that no row may be taken for. */
const storeOthers = ({ chance, model }: SimulatedWorld, { rows }: SimulatedInput): void => {
  for (const { asked } of rows) {
    if (asked?.out_order_no === undefined || !chance.happens(0.1)) continue;
    const order = { ...asked, out_order_no: asked.out_order_no };
    model.store(
      { ...order, ...chance.pick<Partial<Parameters>>([{ openid: 'u-before' }, { service_id: '9' }, {}]) },
      0,
    );
  }
};

const options = (world: SimulatedWorld): string[] => {
  const { chance } = world;
  return [
    ...['--concurrency', String(chance.pick([1, 2, 8]))],
    ...(chance.happens(0.5) ? ['--max-failures', String(chance.pick([0, 2, 5]))] : []),
    ...(chance.happens(0.5) ? ['--timeout', String(chance.integer(1, 20))] : []),
    ...(chance.happens(0.5) ? ['--retries', String(chance.integer(0, 3))] : []),
    ...(chance.happens(0.2) ? ['--rate', String(chance.integer(1, 20))] : []),
  ];
};

/** What the lines of one run say. */
const checkLines = (world: SimulatedWorld, input: SimulatedInput, lines: readonly Line[], ran: Ran): Denial[] =>
  lines.flatMap((line) => {
    const asked = askedBy(input, line);
    if (line.status === 'created') {
      promise(asked !== undefined, `line ${line.line} asks for no order, and is created`);
      if (asked !== undefined) checkCreated(world, asked, line.order ?? {}, isShared(input, line));
    }
    if (line.error?.code === OTHER_PARAMETERS && asked !== undefined) {
      const order = world.model.orders.get(line.out_order_no);
      promise(order !== undefined && !isOrderFor(order, asked), `line ${line.line}: there is no such other order`);
    }
    if (line.status !== 'failed' || asked === undefined) return [];
    // Of equal rows one may be refused, and the next one, sent after it, make their order.
    return isShared(input, line) ? [] : [{ asked, run: ran.run, at: ran.at }];
  });

/** What must be so when a healthy server has been asked for everything again. */
const checkSettled = (world: SimulatedWorld, input: SimulatedInput, lines: readonly Line[]): void => {
  const { model } = world;
  const created = new Set(lines.filter(({ status }) => status === 'created').map(({ out_order_no }) => out_order_no));
  for (const [index, { asked }] of input.rows.entries()) {
    if (asked === undefined) continue;
    const own = lines.filter(({ line }) => line === lineOf(input, index));
    const isCreated = own.some(({ status }) => status === 'created');
    const isOthers = own.at(-1)?.error?.code === OTHER_PARAMETERS;
    promise(isCreated || isOthers, `the row on line ${lineOf(input, index)} was not settled`);
  }
  const made = [...model.orders.values()].filter(({ run }) => run > 0);
  for (const { out_order_no } of made) {
    promise(created.has(out_order_no), `the order ${out_order_no} exists, and no line names it`);
  }
  for (const openid of new Set(made.map((order) => order.openid))) {
    const rows = input.rows.filter(({ asked }) => asked?.openid === openid);
    const given = new Set(rows.flatMap(({ asked }) => asked?.out_order_no ?? []));
    const derived = rows.filter(({ asked }) => asked?.out_order_no === undefined);
    const orders = made.filter((order) => order.openid === openid).length;
    promise(orders <= given.size + derived.length, `${rows.length} rows for ${openid} made ${orders} orders`);
  }
};

/**
 * Whether an order was denied that its batch had made: in the very run, or in one before, if it could be read when the
 * run began. What is carried out or can be read only later, nobody can know of.
 */
const isMade = (order: StoredOrder | undefined, { asked, run, at }: Denial): boolean => {
  if (order === undefined || order.run === 0 || !isOrderFor(order, asked)) return false;
  return order.run === run || (order.run < run && order.readableAt <= at);
};

/** `batch` of one input, resumed until everything is settled, with whatever befalls it. */
export async function batchSequence(world: SimulatedWorld): Promise<void> {
  const { chance, machine, model } = world;
  const input = drawInput(chance);
  machine.write(input.name, input.text);
  storeOthers(world, input);
  const base = ['insurance', 'batch', input.name, '--results', RESULTS];
  const keepsFailed = chance.happens(0.5) ? ['--failed', FAILED] : [];
  const denials: Denial[] = [];

  const run = async (further: readonly string[], interrupted: ReturnType<typeof interruption> = {}) => {
    const resume = machine.exists(RESULTS) ? ['--resume'] : [];
    const before = readLines(world).length;
    const ran = await world.run([...base, ...keepsFailed, ...resume, ...further], interrupted);
    checkRun(ran, EXIT_CODES);
    const lines = readLines(world);
    denials.push(...checkLines(world, input, lines.slice(before), ran));
    return ran;
  };

  setWeather(world, FAULTS);
  const runs = chance.integer(1, 3);
  for (let at = 0; at < runs; at += 1) {
    const retry = at > 0 && chance.happens(0.3) ? ['--retry-failed'] : [];
    const ran = await run([...options(world), ...retry], interruption(chance, 40));
    if (ran.code === undefined) damageEnd(world, RESULTS);
    world.pass(chance.pick([0, 1_000, 30_000, 400_000]));
  }
  world.pass(600_000);
  for (const denial of denials) {
    const { out_order_no } = denial.asked;
    promise(!isMade(model.orders.get(out_order_no), denial), `${out_order_no} was reported as failed, and exists`);
  }
  world.calm();
  const last = await run(['--retry-failed']);
  promise([0, 7].includes(last.code ?? 1), 'a batch against a healthy server did not come to its end');
  checkSettled(world, input, readLines(world));
  const edited = chance.happens(0.3) ? withOtherUser(input) : undefined;
  if (edited === undefined) return;
  const format = input.name.slice(input.name.indexOf('.') + 1);
  const other = ['insurance', 'batch', '-', '--format', format, '--results', RESULTS, '--resume'];
  const { code } = await world.run(other, { stdin: edited });
  promise(code === 2, 'a row for another user under the same number was taken for the one before');
}
