import { once } from 'node:events';
import { resolve } from 'node:path';
import { type Command, InvalidArgumentError, Option } from '@commander-js/extra-typings';
import { FAULT_NAMES, parseFault, startSandbox } from '../../sandbox/index.js';
import { defineCommand } from '../command-module.js';
import { requireWritten } from '../data-out.js';
import { collect, parseCount, parsePort } from '../options/parsers.js';
import { sandboxDirectory } from '../session.js';

const parseLatency = (text: string): [number, number] => {
  const [, from, to = from] = /^(\d{1,7})(?:-(\d{1,7}))?$/.exec(text) ?? [];
  if (from === undefined || Number(to) < Number(from)) {
    throw new InvalidArgumentError('Expected milliseconds: 200, or 50-500.');
  }
  return [Number(from), Number(to)];
};

const parseSpeed = (text: string): number => {
  const factor = Number(text);
  if (/^\d*\.?\d+$/.test(text) && factor > 0 && factor <= 1e9) return factor;
  throw new InvalidArgumentError('Expected a factor above 0: 100 makes 15 s into 150 ms.');
};

const configure = (command: Command) =>
  command
    .option('--port <n>', 'port to listen on (default: a free one)', parsePort)
    .option('--host <ip>', 'address to listen on (default: 127.0.0.1)')
    .option('--data <dir>', 'folder of keys and orders; :memory: keeps nothing')
    .addOption(
      new Option('--mode <mode>', 'what answers are verified with').choices(['publickey', 'certificate'] as const),
    )
    .option('--fault <name[:probability]>', 'go wrong in this way; may be repeated', collect)
    .option('--latency <ms|min-max>', 'hold every answer back', parseLatency)
    .option('--seed <n>', 'make faults and latency repeatable', parseCount)
    .option('--receive-after <ms>', 'when orders leave RECEIVING (default: 2000)', parseCount)
    .option('--notify-speed <factor>', 'shorten the waits between attempts to notify (default: 1)', parseSpeed)
    .addHelpText(
      'after',
      `
Faults: ${FAULT_NAMES.join(', ')}

An order whose openid contains FAILED is not received; a user whose openid contains UNQUALIFIED is not qualified.

When an order leaves RECEIVING, a signed and encrypted notification is sent to its notify_url: https, or plain http to
this machine. It is sent again after 15 s, 15 s, 30 s, 3 min, 30 min (4 times) and 1 h, until it is answered with 200 or
204 within 5 s. What has not been taken when the sandbox ends is not sent any more.

Examples:
  wxpay sandbox
  wxpay sandbox --json --data :memory: --fault 500:0.1 --fault timeout-after-store:0.05 --seed 7
  wxpay sandbox --mode certificate --port 8080

  curl -X POST localhost:8080/__sandbox/faults -d '{"faults": ["500", "reset-after-store"]}'
  curl -X DELETE localhost:8080/__sandbox/faults
  curl localhost:8080/__sandbox/requests
  curl localhost:8080/__sandbox/notifications`,
    );

/** `wxpay sandbox`: serves until it is told to stop. */
export const command = defineCommand({
  configure,
  run: async ({ world, io, output }, _, { data, fault = [], ...rest }) => {
    const dataDir =
      data === undefined ? sandboxDirectory(world) : data === ':memory:' ? data : resolve(world.cwd, data);
    const faults = fault.map(parseFault);
    const sandbox = await startSandbox({ ...rest, dataDir, faults, notify: true });
    try {
      const { url, configFile: config, mchid } = sandbox;
      const ready = { url, config, mchid, pid: world.pid };
      if (output === 'table') {
        const rows = Object.entries({ ...ready, data: dataDir, seed: sandbox.seed });
        io.data(rows.map(([name, value]) => `${name.padEnd(7)} ${value}\n`).join(''));
        io.note(
          `\nTry it:  wxpay --config '${config}' insurance create --openid oUpF8uMuAJO_M2pxb1Q9zNjWeS6o\nCtrl-C ends it.`,
        );
      } else {
        io.data(`${JSON.stringify(ready)}\n`);
      }
      // A server that nobody can find is of no use.
      await requireWritten(io);
      if (!world.signal.aborted) await once(world.signal, 'abort');
    } finally {
      await sandbox.close();
    }
  },
});
