import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Caller, createCaller } from '../../src/http/caller.js';
import type { CallerOptions, TraceEvent } from '../../src/http/types.js';
import { type Sandbox, type SandboxOptions, startSandbox } from '../../src/sandbox/index.js';
import { makeDataDirWithKeys } from './ready-keys.js';

/** A sandbox of its own and a client of it, which does not really wait between attempts. */
export interface Harness {
  sandbox: Sandbox;
  /** How long, in milliseconds, the client would have waited, one number a pause. */
  pauses: number[];
  trace: TraceEvent[];
  caller: (options?: Partial<CallerOptions>) => Caller;
  dispose: () => Promise<void>;
}

export async function startHarness(options: Partial<SandboxOptions> = {}): Promise<Harness> {
  const dataDir = await mkdtemp(join(tmpdir(), 'wxpay-client-'));
  await makeDataDirWithKeys(dataDir);
  const sandbox = await startSandbox({ dataDir, ...options });
  const pauses: number[] = [];
  let slept = 0;
  const trace: TraceEvent[] = [];
  return {
    sandbox,
    pauses,
    trace,
    caller: (replaced = {}) =>
      createCaller({
        credentials: sandbox.credentials,
        baseUrl: sandbox.url,
        onTrace: (event) => trace.push(event),
        ...replaced,
        environment: {
          random: () => 1,
          // The time that it would have slept passes for it.
          monotonic: () => performance.now() + slept,
          sleep: async (ms, signal) => {
            signal?.throwIfAborted();
            pauses.push(ms);
            slept += ms;
          },
          ...replaced.environment,
        },
      }),
    dispose: async () => {
      await sandbox.close();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

let count = 0;

/** The body of a create with a number of its own. */
export const newOrder = () => {
  count += 1;
  return { out_order_no: `test-${count}`, openid: 'oUser', notify_url: 'https://example.com/notify' };
};

/** What a promise rejects with. */
export async function rejection(promise: Promise<unknown>): Promise<unknown> {
  try {
    await promise;
  } catch (error) {
    return error;
  }
  throw new Error('expected a rejection');
}
