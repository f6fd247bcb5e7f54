import { OTHER_PARAMETERS } from '../../src/insurance/create-failure.js';
import { checkCreated, checkRun, deniesOrder, ordersOf, promise } from './claims.js';
import { FAULTS } from './faults.js';
import { NOTIFY_URL } from './machine.js';
import { isOrderFor, type Parameters } from './model.js';
import { interruption, setWeather } from './weather.js';
import type { Ran, SimulatedWorld } from './world.js';

const NUMBER = 'n1';

/** All that may come of a create. */
const EXIT_CODES = [0, 4, 5, 6, 130, 143];

const errorCode = ({ stderr }: Ran): string | undefined => {
  const line = stderr.split('\n').find((each) => each.startsWith('{"error"'));
  if (line === undefined) return undefined;
  const { error }: { error: { code: string } } = JSON.parse(line);
  return error.code;
};

/** Whether what a run said of its order is true, as far as it can be told at once. */
const checkSaid = (ran: Ran, asked: Parameters, world: SimulatedWorld): void => {
  checkRun(ran, EXIT_CODES);
  const { model } = world;
  const code = errorCode(ran);
  if (ran.args.includes('--json') && ran.stdout !== '') checkCreated(world, asked, JSON.parse(ran.stdout));
  if (ran.code === 0) {
    promise(ran.stdout !== '', 'a create succeeded, and printed nothing');
    promise(model.orders.has(NUMBER), 'a create succeeded without an order at WeChat Pay');
  }
  if (code === OTHER_PARAMETERS) {
    const order = model.orders.get(NUMBER);
    promise(order !== undefined && !isOrderFor(order, asked), 'the order does not exist with other parameters');
  }
  const isNamed = `${ran.stdout}${ran.stderr}`.includes(NUMBER);
  promise(ran.code === undefined || isNamed, 'the order was not named');
};

/** `create` and `create --wait` of one order, several times, with whatever befalls them. */
export async function createSequence(world: SimulatedWorld): Promise<void> {
  const { chance, model } = world;
  const service = chance.happens(0.3) ? '500001' : undefined;
  const asked: Parameters = {
    out_order_no: NUMBER,
    openid: 'u1',
    notify_url: NOTIFY_URL,
    ...(service !== undefined && { service_id: service }),
  };
  if (chance.happens(0.25)) {
    const other = chance.pick<Partial<Parameters>>([{ openid: 'u2' }, { service_id: '500002' }, {}]);
    model.store({ ...asked, ...other }, 0);
  }
  const base = ['insurance', 'create', '--openid', 'u1', '--out-order-no', NUMBER];
  const fields = service === undefined ? [] : ['--service-id', service];
  const denials: Ran[] = [];
  const runs = chance.integer(1, 3);
  setWeather(world, FAULTS);
  for (let at = 0; at < runs; at += 1) {
    const options = [
      ...(chance.happens(0.9) ? ['--json'] : []),
      ...(chance.happens(0.3) ? ['--wait', String(chance.integer(1, 30))] : []),
      ...(chance.happens(0.5) ? ['--timeout', String(chance.integer(1, 20))] : []),
      ...(chance.happens(0.5) ? ['--retries', String(chance.integer(0, 4))] : []),
    ];
    const ran = await world.run([...base, ...fields, ...options], interruption(chance, 12));
    checkSaid(ran, asked, world);
    if (deniesOrder(`${ran.stdout}${ran.stderr}`)) denials.push(ran);
    world.pass(chance.pick([0, 1_000, 30_000, 400_000]));
  }
  // All that was under way has arrived by now.
  world.pass(600_000);
  for (const { run } of denials) {
    promise(ordersOf(world, [run]).length === 0, `run ${run} said that its order was not created, and it exists`);
  }
  world.calm();
  const last = await world.run([...base, ...fields, '--json']);
  checkSaid(last, asked, world);
  const isOurs = isOrderFor(model.orders.get(NUMBER), asked);
  promise(last.code === (isOurs ? 0 : 4), 'a create against a healthy server did not settle the order');
  promise(isOurs || errorCode(last) === OTHER_PARAMETERS, 'an order of others was not told as one');
}
