import { checkRun, promise, type ReportedOrder } from './claims.js';
import { damageEnd } from './damage.js';
import { FAULTS } from './faults.js';
import { NOTIFY_URL } from './machine.js';
import { interruption, setWeather } from './weather.js';
import type { Ran, SimulatedWorld } from './world.js';

const NUMBERS = 'numbers.txt';
const STATES = 'states.ndjson';

/** All that may come of a reconciliation. */
const EXIT_CODES = [0, 4, 5, 6, 7, 130, 143];

/** A line of the results. */
interface Line {
  out_order_no: string;
  status: 'found' | 'absent' | 'unknown';
  state?: string;
  order?: ReportedOrder;
}

const readLines = ({ machine }: SimulatedWorld): Line[] => {
  if (!machine.exists(STATES)) return [];
  const whole = machine.read(STATES).split('\n').slice(0, -1);
  return whole.map((text): Line => JSON.parse(text));
};

/** Whether what a run has read is true of some moment in it. */
const checkLine = ({ model }: SimulatedWorld, { out_order_no, status, state, order }: Line, { at }: Ran): void => {
  const known = model.orders.get(out_order_no);
  if (status === 'found') {
    promise(known !== undefined, `${out_order_no} was reported as found, and does not exist`);
    if (known === undefined) return;
    promise(order?.openid === known.openid && order.order_id === known.order_id, `${out_order_no} is another order`);
    promise([model.stateOf(known), 'RECEIVING'].includes(state ?? ''), `${out_order_no} was reported as ${state}`);
  }
  const isReadable = known !== undefined && known.readableAt <= at;
  promise(status !== 'absent' || !isReadable, `${out_order_no} was reported as absent, and can be read`);
};

/** `reconcile` of orders of which some exist, resumed until all are final. */
export async function reconcileSequence(world: SimulatedWorld): Promise<void> {
  const { chance, machine, model, network } = world;
  const numbers = Array.from({ length: chance.integer(1, 10) }, (_, index) => `n${index + 1}`);
  const existing = numbers.filter(() => chance.happens(0.8));
  for (const out_order_no of existing) model.store({ out_order_no, openid: 'u1', notify_url: NOTIFY_URL }, 0);
  machine.write(NUMBERS, numbers.map((number) => `${number}\n`).join(''));
  const run = async (further: readonly string[], interrupted: ReturnType<typeof interruption> = {}): Promise<Ran> => {
    const resume = machine.exists(STATES) ? ['--resume'] : [];
    const before = readLines(world).length;
    const call = ['insurance', 'reconcile', NUMBERS, '--results', STATES, ...resume, ...further];
    const ran = await world.run(call, interrupted);
    checkRun(ran, EXIT_CODES);
    for (const line of readLines(world).slice(before)) checkLine(world, line, ran);
    promise(network.posts.get(ran.run) === undefined, 'a reconciliation sent something else than a read');
    return ran;
  };
  setWeather(world, FAULTS);
  const runs = chance.integer(1, 3);
  for (let at = 0; at < runs; at += 1) {
    const ran = await run(
      [
        ...['--concurrency', String(chance.pick([1, 4]))],
        ...(chance.happens(0.5) ? ['--until-final', String(chance.integer(1, 120))] : []),
        ...(chance.happens(0.5) ? ['--timeout', String(chance.integer(1, 20))] : []),
        ...(chance.happens(0.5) ? ['--retries', String(chance.integer(0, 3))] : []),
      ],
      interruption(chance, 40),
    );
    if (ran.code === undefined) damageEnd(world, STATES);
    world.pass(chance.pick([0, 1_000, 30_000]));
  }
  world.pass(600_000);
  world.calm();
  const last = await run(['--until-final', '60']);
  promise(
    last.code === (existing.length === numbers.length ? 0 : 7),
    'a healthy reconciliation did not end as it should',
  );
  const lines = readLines(world);
  for (const number of numbers) {
    const read = lines.findLast(({ out_order_no }) => out_order_no === number);
    const wanted = model.orders.get(number)?.finalState;
    promise(read?.state === wanted, `${number} was left ${read?.state ?? read?.status}, and is ${wanted}`);
  }
}
