import { cp, mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { type Sandbox, type SandboxOptions, startSandbox } from '../../../src/sandbox/index.js';

/** A folder of its own for a test, removed after it. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'wxpay-test-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** A data directory with the keys of another one, so that none have to be made: that takes half a second. */
export async function dataDirLike(original: string): Promise<string> {
  const folder = await temporaryFolder();
  for (const name of ['keys', 'platform']) {
    await cp(join(original, name), join(folder, name), { recursive: true }).catch(() => {});
  }
  return folder;
}

/** A sandbox that is closed after the test. */
export async function start(options: SandboxOptions): Promise<Sandbox> {
  const sandbox = await startSandbox(options);
  onTestFinished(() => sandbox.close());
  return sandbox;
}

/** The permissions of a file or folder, such as `600`. */
export async function mode(path: string): Promise<string> {
  return ((await stat(path)).mode & 0o777).toString(8);
}
