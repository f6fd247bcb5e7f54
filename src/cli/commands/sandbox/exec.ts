import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { constants } from 'node:os';
import type { Command } from '@commander-js/extra-typings';
import { SETTING_NAMES, SETTINGS, type SettingName, settingOf } from '../../../config/settings-table.js';
import { ApiError, UsageError } from '../../../errors.js';
import { type Sandbox, type SentNotification, startSandbox } from '../../../sandbox/index.js';
import { reasonOf } from '../../../shared/message-of.js';
import { printable } from '../../../shared/printable.js';
import { systemCode } from '../../../shared/system-code.js';
import { joinWordings, type Language, toText } from '../../../shared/text.js';
import { sayHelp } from '../../../texts/help.js';
import { saySandboxHelp } from '../../../texts/help-sandbox.js';
import { saySandbox } from '../../../texts/sandbox.js';
import { defineCommand } from '../../command-module.js';
import type { HelpFacts } from '../../help/facts.js';
import type { World } from '../../world.js';
import { eventTeller } from './event-teller.js';
import { addSandboxOptions, SANDBOX_NOTES, SANDBOX_VALUES, sandboxOptions } from './options.js';

/**
 * The options of `sandbox` are read by it wherever they stand, since it is the parent of this command: they are taken
 * over from there.
 */
const takeOver = (command: Command): void => {
  command.hook('preAction', () => {
    for (const option of command.parent?.options ?? []) {
      const name = option.attributeName();
      if (command.parent?.getOptionValueSource(name) !== 'cli') continue;
      command.setOptionValueWithSource(name, command.parent.getOptionValue(name), 'cli');
    }
  });
};

const configure = (command: Command, language: Language) => {
  takeOver(command);
  return addSandboxOptions(command, language)
    .usage(`${sayHelp('usageOptions')[language]} -- <command> [argument]...`)
    .argument('<command>', saySandboxHelp('command')[language])
    .argument('[argument...]', saySandboxHelp('commandArguments')[language])
    .option('--expect-delivered', saySandboxHelp('expectDelivered')[language]);
};

const help: HelpFacts = {
  effect: 'local',
  about: saySandboxHelp('execAbout'),
  examples: [
    { command: 'wxpay sandbox exec -- npm test', comment: saySandboxHelp('execTests') },
    { command: 'wxpay sandbox exec --fault 500:0.1 --seed 7 -- pytest -q', comment: saySandboxHelp('execFaults') },
    {
      command:
        'wxpay sandbox exec --receive-after 0 --deliver-to http://127.0.0.1:3000/notify --expect-delivered -- ./integration.sh',
      comment: saySandboxHelp('execDelivered'),
    },
    {
      command: `wxpay sandbox exec -- sh -c 'wxpay insurance create --openid o1 --field order_id'`,
      comment: saySandboxHelp('execShell'),
    },
  ],
  notes: [
    {
      title: saySandboxHelp('execFindsTitle'),
      items: [
        { term: SETTINGS.configFile.env, meaning: saySandboxHelp('configuration') },
        { term: SETTINGS.baseUrl.env, meaning: saySandboxHelp('baseUrl') },
        { term: 'WXPAY_SANDBOX_URL', meaning: saySandboxHelp('sandboxUrl') },
      ],
    },
    ...SANDBOX_NOTES,
  ],
  exitCodes: [3, 4, 5],
  values: SANDBOX_VALUES,
};

/** Settings that are as good for the sandbox as for a merchant. */
const KEPT: readonly SettingName[] = [
  'notifyUrl',
  'serviceId',
  'output',
  'lang',
  'timeout',
  'retries',
  'rate',
  'shard',
  'sandboxDir',
];

/** Variables of another merchant, which the configuration of the sandbox would not win against. */
const OTHER_MERCHANT: readonly string[] = SETTING_NAMES.filter((name) => !KEPT.includes(name)).flatMap(
  (name) => settingOf(name).env ?? [],
);

const environmentFor = ({ url, configFile = '' }: Sandbox, env: World['env']): NodeJS.ProcessEnv => ({
  ...Object.fromEntries(Object.entries(env).filter(([name]) => !OTHER_MERCHANT.includes(name))),
  [SETTINGS.configFile.env]: configFile,
  [SETTINGS.baseUrl.env]: url,
  WXPAY_SANDBOX_URL: url,
});

const cannotStart = (command: string, cause: unknown): UsageError => {
  const reason = systemCode(cause) === 'ENOENT' ? saySandbox('notInstalled') : reasonOf(cause);
  return new UsageError(saySandbox('cannotRun', printable(command, 200), reason), {
    code: 'CANNOT_RUN',
    hint: saySandbox('cannotRunHint'),
    cause,
  });
};

/** Runs the command to its end, and passes on every signal. */
const runChild = async (
  [command, args]: readonly [string, readonly string[]],
  env: NodeJS.ProcessEnv,
  { cwd, stdin, passSignals }: World,
): Promise<number> => {
  // Node itself starts no .cmd file on Windows without a shell, which `npm` and most tools are there.
  const { default: spawn } = await import('cross-spawn');
  let child: ChildProcess | undefined;
  const waiting: NodeJS.Signals[] = [];
  const stopPassing = passSignals((signal) => {
    // A terminal sends it to everything that runs in it.
    if (signal === 'SIGINT' && stdin.isTTY) return;
    if (child) child.kill(signal);
    else waiting.push(signal);
  });
  try {
    return await new Promise<number>((resolve, reject) => {
      const started = spawn(command, [...args], { cwd, env, stdio: 'inherit' });
      child = started;
      started.once('error', (error) => reject(cannotStart(command, error)));
      started.once('close', (code, signal) => resolve(code ?? 128 + (signal ? constants.signals[signal] : 0)));
      for (const signal of waiting) started.kill(signal);
    });
  } finally {
    stopPassing();
  }
};

const requireDelivered = (notifications: readonly SentNotification[]): void => {
  const open = notifications.filter(({ state }) => state !== 'taken');
  if (open.length === 0) return;
  const list = open.slice(0, 10).map(({ out_order_no: number, state, reason, attempts }) => {
    const { status, error } = attempts.at(-1) ?? {};
    const found = status ? saySandbox('status', status) : saySandbox('noResponseYet');
    const said = reason ?? error ?? undefined;
    return saySandbox('notTakenOne', number, state, said === undefined ? found : toText(printable(said, 200)));
  });
  const more = open.length > list.length ? saySandbox('more', open.length - list.length) : undefined;
  throw new ApiError(joinWordings([saySandbox('notTaken'), ...list, more], '\n'), {
    code: 'NOT_DELIVERED',
    status: 0,
    signed: true,
    hint: saySandbox('notTakenHint'),
  });
};

/** `wxpay sandbox exec`: a command with a sandbox around it. */
export const command = defineCommand({
  configure,
  help,
  run: async (context, [name, args], { expectDelivered, ...options }) => {
    const { world, io } = context;
    if (context.options.field !== undefined) {
      throw new UsageError(saySandbox('noField'), { code: 'UNKNOWN_FIELD', hint: saySandbox('noFieldHint') });
    }
    const sandbox = await startSandbox({
      ...sandboxOptions(options, world, ':memory:'),
      onEvent: eventTeller(context),
    });
    try {
      const code = await runChild([name, args], environmentFor(sandbox, world.env), world);
      context.exitCode = code;
      if (!expectDelivered || code !== 0) return;
      const stopped = once(world.signal, 'abort').then(() => ({ notDue: 0 }));
      const { notDue } = await Promise.race([sandbox.settleNotifications(), stopped]);
      if (notDue > 0) io.warn(saySandbox('notDue', notDue));
      requireDelivered(sandbox.notifications());
    } finally {
      await sandbox.close();
    }
  },
});
