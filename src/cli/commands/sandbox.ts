import { once } from 'node:events';
import type { Command } from '@commander-js/extra-typings';
import { type SandboxEvent, startSandbox } from '../../sandbox/index.js';
import { defineCommand } from '../command-module.js';
import type { Context } from '../context.js';
import { requireWritten } from '../data-out.js';
import { sandboxDirectory } from '../session.js';
import { eventJson, eventLine } from './sandbox/event-lines.js';
import { addSandboxOptions, SANDBOX_HELP, sandboxOptions } from './sandbox/options.js';

const configure = (command: Command) =>
  addSandboxOptions(command).addHelpText(
    'after',
    `${SANDBOX_HELP}

Examples:
  wxpay sandbox
  wxpay sandbox --json --data :memory: --fault 500:0.1 --fault timeout-after-store:0.05 --seed 7
  wxpay sandbox --mode certificate --port 8080
  wxpay sandbox --deliver-to http://127.0.0.1:3000/notify

  curl -X POST localhost:8080/__sandbox/faults -d '{"faults": ["500", "reset-after-store"]}'
  curl -X DELETE localhost:8080/__sandbox/faults
  curl -X PATCH localhost:8080/__sandbox/orders/NO -d '{"order_receive_state": "RECEIVED", "claimed_count": 1}'
  curl -X POST localhost:8080/__sandbox/notifications/ID/resend
  curl localhost:8080/__sandbox/requests     (and health, orders, notifications, faults, rules)`,
  );

/** Tells a sandbox's events on stderr as the options ask: a line, NDJSON, or nothing. */
export function eventTeller({ options, output, world }: Context): ((event: SandboxEvent) => void) | undefined {
  if (options.quiet) return undefined;
  const line = output === 'table' ? (event: SandboxEvent) => eventLine(event, Date.now()) : eventJson;
  return (event) => {
    world.stderr.write(`${line(event)}\n`);
  };
}

/** `wxpay sandbox`: serves until it is told to stop. */
export const command = defineCommand({
  configure,
  run: async (context, _, options) => {
    const { world, io, output } = context;
    const setup = sandboxOptions(options, world, sandboxDirectory(world));
    const sandbox = await startSandbox({ ...setup, onEvent: eventTeller(context) });
    try {
      const { url, configFile: config, mchid, networkToken } = sandbox;
      const token = networkToken !== undefined && { control_token: networkToken };
      const ready = { url, config, mchid, pid: world.pid, ...token };
      if (output === 'table') {
        const rows = Object.entries({ ...ready, data: setup.dataDir, seed: sandbox.seed });
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
