import { PassThrough, Writable } from 'node:stream';
import { runCli } from '../../src/cli/run.js';
import { Stopped } from '../../src/cli/stopped.js';
import { type Chance, createChance } from './chance.js';
import type { Machine } from './machine.js';
import { BEGINNING, createModel, type Model } from './model.js';
import { createNetwork, type Network } from './network.js';
import { createVirtualTime } from './virtual-time.js';

/** How a run is called, and what befalls it. */
export interface RunSetup {
  stdin?: string;
  /** The step at which it is killed, as by `kill -9`: what it has written so far stays, and it writes no more. */
  killAt?: number | undefined;
  /** The step at which it is asked to stop, as by Ctrl-C. */
  stopAt?: number | undefined;
}

/** What was seen of a run. */
export interface Ran {
  args: readonly string[];
  /** Its number, from 1. */
  run: number;
  /** When it began. */
  at: number;
  /** Absent when it was killed. */
  code: number | undefined;
  stdout: string;
  stderr: string;
}

/** One sequence's own world. */
export interface SimulatedWorld {
  chance: Chance;
  model: Model;
  network: Network;
  machine: Machine;
  /** Runs the command line. */
  run: (args: readonly string[], setup?: RunSetup) => Promise<Ran>;
  /** Lets time pass between two runs. */
  pass: (ms: number) => void;
  /** Ends all faults, and sets the machine's clock right. */
  calm: () => void;
  trace: (line: string) => void;
}

const collector = () => {
  let text = '';
  const stream = new Writable({
    decodeStrings: false,
    write: (chunk: string | Buffer, _, done) => {
      text += chunk.toString();
      done();
    },
  });
  return { stream, read: () => text };
};

/** Makes the world of one sequence: everything in it is decided by the seed. */
export function createWorld(seed: number, machine: Machine, onTrace?: (line: string) => void): SimulatedWorld {
  const chance = createChance(seed);
  const time = createVirtualTime();
  const trace = (line: string) => onTrace?.(`${String(Math.round(time.now())).padStart(8)} ms  ${line}`);
  const model = createModel({
    chance,
    platform: machine.platform,
    now: time.now,
    longestLag: chance.pick([500, 5_000, 60_000]),
    reentry: chance.pick(['INVALID_REQUEST', 'PARAM_ERROR']),
    onePerUser: chance.happens(0.3),
  });
  const network = createNetwork({ chance, time, model, platform: machine.platform, trace });
  /** How far the machine's clock is off, which may be set at any time. */
  let offset = 0;
  let jumps = chance.happens(0.2) ? 0.01 : 0;
  let runs = 0;

  const run: SimulatedWorld['run'] = async (args, { stdin = '', killAt, stopAt } = {}) => {
    runs += 1;
    network.run = runs;
    model.refusedReentries.clear();
    const stop = new AbortController();
    const [out, err] = [collector(), collector()];
    const input = new PassThrough();
    input.end(stdin);
    const killed = new AbortController();
    let snapshot: ReturnType<Machine['save']> | undefined;
    let shown = { stdout: '', stderr: '' };
    let steps = 0;
    /** What a killed run believes to have waited. */
    let slept = 0;
    const at = time.now();
    const look = () => ({ stdout: out.read(), stderr: err.read() });
    const onStep = () => {
      steps += 1;
      if (jumps > 0 && chance.happens(jumps)) {
        offset = chance.integer(-100_000, 100_000) * chance.pick([1, 1, 1000]);
        trace(`(the clock is set: ${offset} ms off)`);
      }
      if (steps === stopAt) {
        trace('(asked to stop)');
        stop.abort(new Stopped(chance.pick(['SIGINT', 'SIGTERM'])));
      }
      if (steps === killAt) {
        trace('(killed)');
        killed.abort();
        snapshot = machine.save();
        shown = look();
        network.kill();
        stop.abort(new Stopped('SIGTERM'));
      }
    };
    trace(`$ wxpay ${args.join(' ')}`);
    const ended = runCli(['--config', machine.config, ...args], {
      env: { LANG: 'C.UTF-8' },
      pid: 1,
      cwd: machine.folder,
      home: machine.folder,
      stdin: input,
      stdout: out.stream,
      stderr: err.stream,
      signal: stop.signal,
      passSignals: () => () => {},
      exchange: network.exchange,
      runtime: {
        now: () => BEGINNING + time.now() + offset,
        monotonic: () => time.now() + slept,
        random: chance.random,
        nonce: () => 'SIMULATED',
        sleep: async (ms, signal) => {
          // A killed run waits no more: what it does now is only to let go of what it holds.
          if (killed.signal.aborted) {
            slept += ms;
            return;
          }
          await time.sleep(ms, AbortSignal.any([killed.signal, ...(signal ? [signal] : [])])).catch(() => {});
          signal?.throwIfAborted();
        },
      },
    });
    await time.until(ended, onStep);
    const code = await ended;
    if (snapshot !== undefined) machine.restore(snapshot);
    network.revive();
    const seen = killed.signal.aborted ? shown : look();
    const text = `${seen.stdout}${seen.stderr}`.trim();
    trace(`ended with ${killed.signal.aborted ? 'kill' : code}${text === '' ? '' : `\n${text}`}`);
    return { args, run: runs, at, code: killed.signal.aborted ? undefined : code, ...seen };
  };

  const calm = () => {
    network.weather = { faults: [], probability: 0 };
    jumps = 0;
    offset = 0;
    trace('(all is well from here)');
  };

  return { chance, model, network, machine, run, trace, calm, pass: time.pass };
}
