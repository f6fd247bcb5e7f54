import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { inject } from 'vitest';
import { makeDataDirWithKeys } from '../helpers/ready-keys.js';

/** The command as users have it: built, started by its bin. */
export const BIN = fileURLToPath(new URL('../../bin/wxpay.cjs', import.meta.url));

/** Set before a release: not a single run takes place within the process of the tests. */
const BUILT_ONLY = process.env['WXPAY_TEST_BUILT'] === '1';

interface Result {
  code: number | null;
  stdout: string;
  stderr: string;
}

interface RunSetup {
  env?: Record<string, string>;
  cwd?: string;
  stdin?: string | Uint8Array;
  /** Leave stdin open, as a terminal does. */
  keepOpen?: boolean;
  /** Called with the process, to send signals to it. */
  onStart?: (child: ReturnType<typeof spawn>) => void;
}

/** A folder that stands for a machine: its own home, state and working directory, and nothing inherited. */
export interface Machine {
  home: string;
  run: (args: readonly string[], setup?: RunSetup) => Promise<Result>;
  /** Runs the built command in a process of its own, also where `run` does not. */
  runBuilt: (args: readonly string[], setup?: RunSetup) => Promise<Result>;
  startSandbox: (args?: readonly string[]) => Promise<RunningSandbox>;
  dispose: () => Promise<void>;
}

export interface RunningSandbox {
  url: string;
  config: string;
  mchid: string;
  pid: number;
  /** Only on a network address. */
  control_token?: string;
  stop: (signal?: NodeJS.Signals) => Promise<Result>;
}

interface MachineOptions {
  /**
   * Whether the command runs from the sources within the process of the tests, which takes a tenth of the time: for the
   * many calls of which only the output and the exit code count. A sandbox and a run with `onStart` or `keepOpen` have a
   * process of their own all the same.
   */
  inProcess?: boolean;
}

/** A machine with only Node on it and, so that they need not be made, the keys of `--sandbox`. */
export async function freshMachine({ inProcess = false }: MachineOptions = {}): Promise<Machine> {
  const home = await mkdtemp(join(tmpdir(), 'wxpay-e2e-'));
  await makeDataDirWithKeys(join(home, 'state', 'wxpay', 'sandbox'));
  const environment = (extra: Record<string, string> = {}) => ({
    PATH: process.env['PATH'] ?? '',
    HOME: home,
    XDG_STATE_HOME: join(home, 'state'),
    XDG_CACHE_HOME: inject('compiledCode'),
    LANG: 'C.UTF-8',
    ...extra,
  });
  const spawnProcess = (args: readonly string[], { env, cwd = home }: RunSetup = {}) => {
    const child = spawn(process.execPath, [BIN, ...args], { env: environment(env), cwd });
    const ended = new Promise<number | null>((resolve) => {
      child.once('close', resolve);
    });
    return { child, ended };
  };
  const sandboxes: RunningSandbox[] = [];

  const runBuilt: Machine['runBuilt'] = async (args, setup = {}) => {
    const { child, ended } = spawnProcess(args, setup);
    setup.onStart?.(child);
    child.stdin.on('error', () => {});
    if (!setup.keepOpen) child.stdin.end(setup.stdin ?? '');
    const [stdout, stderr, code] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
    return { code, stdout, stderr };
  };

  const run: Machine['run'] = async (args, setup = {}) => {
    if (!inProcess || BUILT_ONLY || setup.onStart || setup.keepOpen) return runBuilt(args, setup);
    const { runInProcess } = await import('../helpers/in-process.js');
    const { cwd = home, stdin } = setup;
    const env = environment(setup.env);
    return runInProcess(args, { home: env.HOME, env, cwd, stdin, speed: 1 });
  };

  const startSandbox: Machine['startSandbox'] = async (args = []) => {
    const { child, ended } = spawnProcess(['sandbox', '--json', ...args]);
    const stderr = text(child.stderr);
    const lines = createInterface({ input: child.stdout });
    const first = await new Promise<string>((resolve, reject) => {
      lines.once('line', resolve);
      void ended.then(async () => reject(new Error(`the sandbox ended: ${await stderr}`)));
    });
    const ready: Omit<RunningSandbox, 'stop'> = JSON.parse(first);
    const running: RunningSandbox = {
      ...ready,
      stop: async (signal = 'SIGTERM') => {
        child.kill(signal);
        return { code: await ended, stdout: first, stderr: await stderr };
      },
    };
    sandboxes.push(running);
    return running;
  };

  const dispose = async () => {
    await Promise.all(sandboxes.map((sandbox) => sandbox.stop()));
    await rm(home, { recursive: true, force: true });
  };
  return { home, run, runBuilt, startSandbox, dispose };
}

/** Has a running sandbox treat its next requests with these faults, one each. */
export async function queueFaults(sandbox: { url: string }, ...faults: string[]): Promise<void> {
  const response = await fetch(`${sandbox.url}/__sandbox/faults`, { method: 'POST', body: JSON.stringify({ faults }) });
  if (!response.ok) throw new Error(`faults were refused: ${await response.text()}`);
}

/** Empties the queue of faults of a running sandbox. */
export async function clearFaults(sandbox: { url: string }): Promise<void> {
  const response = await fetch(`${sandbox.url}/__sandbox/faults`, { method: 'DELETE' });
  if (!response.ok) throw new Error(`faults were not cleared: ${await response.text()}`);
}

/** What a running sandbox was asked. */
export async function sandboxRequests(sandbox: {
  url: string;
}): Promise<{ method: string; target: string; body: string }[]> {
  const response = await fetch(`${sandbox.url}/__sandbox/requests`, { headers: { Connection: 'close' } });
  const { requests }: { requests: { method: string; target: string; body: string }[] } = JSON.parse(
    await response.text(),
  );
  return requests;
}
