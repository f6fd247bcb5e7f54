import { once } from 'node:events';
import type { Command } from '@commander-js/extra-typings';
import { UsageError } from '../../errors.js';
import { startSandbox } from '../../sandbox/index.js';
import { printable, toPrintableJson } from '../../shared/printable.js';
import { suggestion } from '../../shared/suggest.js';
import type { Language } from '../../shared/text.js';
import { saySandboxHelp } from '../../texts/help-sandbox.js';
import { saySandbox } from '../../texts/sandbox.js';
import { defineCommand } from '../command-module.js';
import { sandboxDirectory } from '../embedded-sandbox.js';
import type { HelpFacts } from '../help/facts.js';
import { printedAs } from '../help/schemas.js';
import { PLAIN } from '../output/colors.js';
import { requireWritten } from '../output/data-out.js';
import { checkFieldName, ownFieldLines } from '../output/object.js';
import { eventTeller } from './sandbox/event-teller.js';
import { addSandboxOptions, SANDBOX_NOTES, SANDBOX_VALUES, sandboxOptions } from './sandbox/options.js';

const configure = (command: Command, language: Language) =>
  addSandboxOptions(command.usage('[options] [command]').argument('[command]').allowExcessArguments(), language);

const help: HelpFacts = {
  effect: 'local',
  about: saySandboxHelp('about'),
  examples: [
    { command: 'wxpay sandbox', comment: saySandboxHelp('start') },
    {
      command: 'wxpay sandbox --json --data :memory: --fault 500:0.1 --fault timeout-after-store:0.05 --seed 7',
      comment: saySandboxHelp('faults'),
    },
    { command: 'wxpay sandbox --mode certificate --port 8080', comment: saySandboxHelp('certificate') },
    { command: 'wxpay sandbox --deliver-to http://127.0.0.1:3000/notify', comment: saySandboxHelp('deliver') },
    { command: 'wxpay sandbox exec -- npm test', comment: saySandboxHelp('exec') },
  ],
  notes: [
    ...SANDBOX_NOTES,
    {
      title: saySandboxHelp('controlsTitle'),
      examples: [
        {
          command: `curl -X POST localhost:8080/__sandbox/faults -d '{"faults": ["500", "reset-after-store"]}'`,
          comment: saySandboxHelp('queueFaults'),
        },
        { command: 'curl -X DELETE localhost:8080/__sandbox/faults', comment: saySandboxHelp('clearFaults') },
        {
          command: `curl -X PATCH localhost:8080/__sandbox/orders/NO -d '{"order_receive_state": "RECEIVED", "claimed_count": 1}'`,
          comment: saySandboxHelp('changeOrder'),
        },
        { command: 'curl -X POST localhost:8080/__sandbox/notifications/ID/resend', comment: saySandboxHelp('resend') },
        { command: 'curl localhost:8080/__sandbox/requests', comment: saySandboxHelp('requests') },
      ],
    },
  ],
  output: printedAs('readySandbox'),
  exitCodes: [3, 5],
  values: SANDBOX_VALUES,
};

/** What `--json` says of a sandbox that is ready. */
const READY_FIELDS = ['url', 'config', 'mchid', 'pid', 'control_token'] as const;

/** Commander takes the name of a command that does not exist for an argument. */
const requireNone = (name: string | undefined): void => {
  if (name === undefined) return;
  throw new UsageError(saySandbox('unknownCommand', JSON.stringify(printable(name, 80)), suggestion(name, ['exec'])), {
    code: 'USAGE',
    hint: saySandbox('knownCommands'),
  });
};

/** `wxpay sandbox`: serves until it is told to stop. */
export const command = defineCommand({
  configure,
  help,
  run: async (context, [unknown], options) => {
    const { world, io, output } = context;
    requireNone(unknown);
    checkFieldName(context, READY_FIELDS);
    const setup = sandboxOptions(options, world, sandboxDirectory(world));
    const sandbox = await startSandbox({ ...setup, onEvent: eventTeller(context) });
    try {
      const { url, configFile: config, mchid, networkToken } = sandbox;
      const token = networkToken !== undefined && { control_token: networkToken };
      const ready = { url, config, mchid, pid: world.pid, ...token };
      const field = ownFieldLines([ready], context);
      if (field !== undefined) io.data(field);
      else if (output === 'table') {
        const rows = Object.entries({ ...ready, data: setup.dataDir, seed: sandbox.seed });
        const { renderTable } = await import('../output/table.js');
        const cells = rows.map(([name, value]) => [name, String(value)]);
        // Not wrapped: an address or a path is copied whole.
        io.data(renderTable([], cells, { colors: PLAIN }));
        const create = 'insurance create --openid oUpF8uMuAJO_M2pxb1Q9zNjWeS6o';
        io.note(saySandbox('ready', url, `wxpay --config '${config}' ${create}`));
      } else {
        io.data(`${toPrintableJson(ready)}\n`);
      }
      // A server that nobody can find is of no use.
      await requireWritten(io);
      if (!world.signal.aborted) await once(world.signal, 'abort');
    } finally {
      await sandbox.close();
    }
  },
});
