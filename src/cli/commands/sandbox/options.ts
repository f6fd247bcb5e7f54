import { resolve } from 'node:path';
import { type Command, InvalidArgumentError, Option } from '@commander-js/extra-typings';
import {
  checkAllowedHost,
  checkDeliverTo,
  FAULT_NAMES,
  type KeySwitch,
  parseFault,
  type SandboxOptions,
} from '../../../sandbox/index.js';
import { collect, parseCount, parsePort } from '../../options/parsers.js';
import type { World } from '../../world.js';

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

const parseKeySwitch = (text: string): KeySwitch => {
  if (text === 'off' || text === 'closed') return text;
  if (/^\d{1,3}(?:\.\d+)?$/.test(text) && Number(text) <= 100) return Number(text);
  throw new InvalidArgumentError('Expected off, closed, or a percentage from 0 to 100.');
};

const parseDeliverTo = (text: string): string => {
  const problem = checkDeliverTo(text);
  if (problem !== undefined) throw new InvalidArgumentError(`${problem}.`);
  return text;
};

const collectHosts = (text: string, before: readonly string[] | undefined): string[] => {
  const name = text.toLowerCase();
  const problem = checkAllowedHost(name);
  if (problem !== undefined) throw new InvalidArgumentError(`${problem}.`);
  return collect(name, before);
};

/** Declares the options of a sandbox. */
export function addSandboxOptions<Args extends unknown[], Options extends Record<string, unknown>>(
  command: Command<Args, Options>,
) {
  return command
    .option('--port <n>', 'port to listen on (default: a free one)', parsePort)
    .option('--host <ip>', 'address to listen on (default: 127.0.0.1)')
    .option('--data <dir>', 'folder of keys and orders; :memory: keeps nothing')
    .addOption(
      new Option('--mode <mode>', 'what responses are verified with').choices(['publickey', 'certificate'] as const),
    )
    .option(
      '--key-switch <off|closed|percent>',
      'play the move from certificate to public key: closed, or the share of notifications signed by the public key',
      parseKeySwitch,
    )
    .option('--fault <name[:probability]>', 'inject this fault (repeatable)', collect)
    .option('--latency <ms|min-max>', 'delay every response', parseLatency)
    .option('--seed <n>', 'make faults and latency repeatable', parseCount)
    .option('--receive-after <ms>', 'when orders leave RECEIVING (default: 2000)', parseCount)
    .option('--read-lag <ms>', 'make an order readable only so long after its creation', parseCount)
    .addOption(
      new Option('--reentry <form>', 'how a number used again with other parameters is refused').choices([
        'invalid-request',
        'param-error',
      ] as const),
    )
    .option('--sparse', 'leave begin and end of the cover out until an order is received')
    .option('--notify-speed <factor>', 'shorten the waits between attempts to notify (default: 1)', parseSpeed)
    .option('--deliver-to <url>', 'send notifications there, whatever notify_url an order names', parseDeliverTo)
    .option('--allow-host <name>', 'let notifications go to this host (repeatable)', collectHosts);
}

/** What `--help` says of every sandbox. */
export const SANDBOX_HELP = `
Faults: ${FAULT_NAMES.join(', ')}

An order whose openid contains FAILED is not received; a user whose openid contains UNQUALIFIED is not qualified.

When an order leaves RECEIVING, a signed and encrypted notification is sent: to its notify_url if that is on this machine
or on a host named by --allow-host, or to --deliver-to. Others are held back, and said so: nothing else ever leaves this
machine. It is sent again after 15 s, 15 s, 30 s, 3 min, 30 min (4 times) and 1 h, until it is answered with 200 or 204
within 5 s. What has not been taken when the sandbox ends is not sent any more.

Each request and notification is one line on stderr: --quiet for none, --json for NDJSON.`;

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
