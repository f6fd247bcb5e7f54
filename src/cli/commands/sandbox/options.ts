import { resolve } from 'node:path';
import { type Command, Option } from '@commander-js/extra-typings';
import { SANDBOX_DEFAULTS } from '../../../sandbox/defaults.js';
import {
  checkAllowedHost,
  checkDeliverTo,
  FAULT_NAMES,
  type KeySwitch,
  parseFault,
  type SandboxOptions,
} from '../../../sandbox/index.js';
import type { Language } from '../../../shared/text.js';
import { saySandboxHelp } from '../../../texts/help-sandbox.js';
import { sayUsage } from '../../../texts/usage.js';
import type { Section } from '../../help/facts.js';
import { invalidValue } from '../../options/invalid-value.js';
import { collect, collectAs, parseCount, parsePort } from '../../options/parsers.js';
import type { World } from '../../world.js';

const parseLatency = (text: string): [number, number] => {
  const [, from, to = from] = /^(\d{1,7})(?:-(\d{1,7}))?$/.exec(text) ?? [];
  if (from === undefined || Number(to) < Number(from)) {
    throw invalidValue(sayUsage('latency'));
  }
  return [Number(from), Number(to)];
};

const parseSpeed = (text: string): number => {
  const factor = Number(text);
  if (/^\d*\.?\d+$/.test(text) && factor > 0 && factor <= 1e9) return factor;
  throw invalidValue(sayUsage('speed'));
};

const parseKeySwitch = (text: string): KeySwitch => {
  if (text === 'off' || text === 'closed') return text;
  if (/^\d{1,3}(?:\.\d+)?$/.test(text) && Number(text) <= 100) return Number(text);
  throw invalidValue(sayUsage('keySwitch'));
};

const parseDeliverTo = (text: string): string => {
  const problem = checkDeliverTo(text);
  if (problem !== undefined) throw invalidValue(problem);
  return text;
};

const collectHosts = collectAs((text) => {
  const name = text.toLowerCase();
  const problem = checkAllowedHost(name);
  if (problem !== undefined) throw invalidValue(problem);
  return name;
});

/** Declares the options of a sandbox. */
export function addSandboxOptions<Args extends unknown[], Options extends Record<string, unknown>>(
  command: Command<Args, Options>,
  language: Language,
) {
  const say = (name: Exclude<Parameters<typeof saySandboxHelp>[0], 'faultText'>) => saySandboxHelp(name)[language];
  // The defaults are those of the sandbox, for programs that start it, too: commander only tells of them.
  const { host, mode, keySwitch, receiveAfter, readLag, reentry, notifySpeed } = SANDBOX_DEFAULTS;
  return command
    .addOption(new Option('--port <n>', say('port')).argParser(parsePort).default(undefined, say('freePort')))
    .addOption(new Option('--host <ip>', say('host')).default(undefined, host))
    .option('--data <dir>', say('data'))
    .addOption(
      new Option('--mode <mode>', say('mode')).choices(['publickey', 'certificate'] as const).default(undefined, mode),
    )
    .addOption(
      new Option('--key-switch <off|closed|percent>', say('keySwitch'))
        .argParser(parseKeySwitch)
        .default(undefined, keySwitch),
    )
    .option('--fault <name[:probability]>', say('fault'), collect)
    .option('--latency <ms|min-max>', say('latency'), parseLatency)
    .addOption(new Option('--seed <n>', say('seed')).argParser(parseCount).default(undefined, say('randomSeed')))
    .addOption(
      new Option('--receive-after <ms>', say('receiveAfter'))
        .argParser(parseCount)
        .default(undefined, String(receiveAfter)),
    )
    .addOption(new Option('--read-lag <ms>', say('readLag')).argParser(parseCount).default(undefined, String(readLag)))
    .addOption(
      new Option('--reentry <form>', say('reentry'))
        .choices(['invalid-request', 'param-error'] as const)
        .default(undefined, reentry),
    )
    .option('--sparse', say('sparse'))
    .addOption(
      new Option('--notify-speed <factor>', say('notifySpeed'))
        .argParser(parseSpeed)
        .default(undefined, String(notifySpeed)),
    )
    .option('--deliver-to <url>', say('deliverTo'), parseDeliverTo)
    .option('--allow-host <name>', say('allowHost'), collectHosts);
}

/** What is told of every sandbox, below its options. */
export const SANDBOX_NOTES: readonly Section[] = [
  { title: saySandboxHelp('faultTitle'), text: saySandboxHelp('faultText', FAULT_NAMES.join(', ')) },
  { title: saySandboxHelp('notificationsTitle'), text: saySandboxHelp('notifications') },
];

/** Values that options of a sandbox take. */
export const SANDBOX_VALUES = { '--fault': FAULT_NAMES, '--key-switch': ['off', 'closed'] } as const;

/** The options as commander has read them. */
type ReadOptions = Omit<SandboxOptions, 'dataDir' | 'faults' | 'allowHosts'> & {
  data?: string | undefined;
  fault?: string[] | undefined;
  allowHost?: string[] | undefined;
};

/**
 * What a sandbox is started with.
 * @param defaultData the folder without `--data`
 * @throws {UsageError} `UNKNOWN_FAULT` or `BAD_PROBABILITY`
 */
export function sandboxOptions(
  { data, fault = [], allowHost, ...rest }: ReadOptions,
  world: Pick<World, 'cwd'>,
  defaultData: string,
): SandboxOptions {
  const dataDir = data === undefined ? defaultData : data === ':memory:' ? data : resolve(world.cwd, data);
  return { ...rest, dataDir, faults: fault.map(parseFault), allowHosts: allowHost, notify: true };
}
