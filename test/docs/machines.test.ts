import { execFile, type SpawnSyncReturns, spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { BIN, freshMachine, type Machine, type RunningSandbox } from '../e2e/wxpay.js';

const execute = promisify(execFile);

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** The block of README below a mark. */
const block = async (name: string): Promise<string> => {
  const readme = await readFile(join(ROOT, 'README.md'), 'utf8');
  const [, code] = readme.split(`<!-- machines: ${name} -->\n`)[1]?.match(/^```\w+\n([\s\S]*?)^```$/m) ?? [];
  if (code === undefined) throw new Error(`README has no example ${name}`);
  return code;
};

/** What is read of the manifest; that all of it is as Kubernetes wants it, its schema says. */
interface Manifest {
  spec: {
    completions: number;
    template: { spec: { containers: { command: string[]; args: string[]; volumeMounts: { mountPath: string }[] }[] } };
  };
}

const readManifest = async (): Promise<Manifest> => parse(await block('job'));

const hasParallel = (({ status, stdout }: SpawnSyncReturns<string>): boolean =>
  status === 0 && stdout.startsWith('GNU parallel'))(spawnSync('parallel', ['--version'], { encoding: 'utf8' }));

interface ResultLine {
  line: number;
  out_order_no: string;
  status: string;
}

const readLines = async (file: string): Promise<ResultLine[]> =>
  (await readFile(file, 'utf8'))
    .trimEnd()
    .split('\n')
    .map((line): ResultLine => JSON.parse(line));

describe('a file that several machines share, as README shows it', () => {
  let machine: Machine;
  let sandbox: RunningSandbox;
  let env: Record<string, string>;
  beforeAll(async () => {
    machine = await freshMachine();
    sandbox = await machine.startSandbox(['--data', join(machine.home, 'sandbox'), '--receive-after', '0']);
    const bin = join(machine.home, 'bin');
    await mkdir(bin);
    await symlink(BIN, join(bin, 'wxpay'));
    env = {
      PATH: `${bin}${delimiter}${process.env['PATH']}`,
      HOME: machine.home,
      LANG: 'C.UTF-8',
      WECHATPAY_CONFIG: sandbox.config,
    };
  });
  afterAll(() => machine.dispose());

  /** Writes `users.csv` into a new folder: so many users, and a row that is wrong. */
  const makeUsers = async (name: string, count: number): Promise<string> => {
    const folder = join(machine.home, name);
    await mkdir(folder);
    const users = Array.from({ length: count }, (_, index) => `${name}${index}`);
    await writeFile(join(folder, 'users.csv'), ['openid', ...users, 'not valid', ''].join('\n'));
    return folder;
  };

  const shell = async (line: string, cwd: string): Promise<{ code: unknown; stdout: string }> => {
    const { code = 0, stdout } = await execute('sh', ['-c', line], { cwd, env }).catch((error) => error);
    return { code, stdout };
  };

  /** That every user has one order. Answers their numbers. */
  const expectEachOrder = async (name: string, count: number): Promise<string[]> => {
    const response = await fetch(`${sandbox.url}/__sandbox/orders`);
    const { orders }: { orders: { openid: string; out_order_no: string }[] } = JSON.parse(await response.text());
    const made = orders.filter(({ openid }) => openid.startsWith(name));
    expect(made.map(({ openid }) => openid).toSorted()).toEqual(
      Array.from({ length: count }, (_, index) => `${name}${index}`).toSorted(),
    );
    return made.map(({ out_order_no: number }) => number).toSorted();
  };

  /** That every row has one result among all shards, every user one order, and the results tell of those. */
  const expectEachOnce = async (folder: string, name: string, shards: readonly (number | string)[], count: number) => {
    const parts = await Promise.all(shards.map((shard) => readLines(join(folder, `results-${shard}.ndjson`))));
    for (const part of parts) expect(part.length).toBeGreaterThan(0);
    const results = parts.flat();
    expect(results.map(({ line }) => line).toSorted((a, b) => a - b)).toEqual(
      Array.from({ length: count + 1 }, (_, index) => index + 2),
    );
    const created = results.filter(({ status }) => status === 'created');
    expect(created.map(({ out_order_no: number }) => number).toSorted()).toEqual(await expectEachOrder(name, count));
    const [mergeLine = '', reconcileLine = ''] = (await block('merge')).split('\n');
    const merged = await shell(mergeLine, folder);
    // One row is wrong.
    expect(merged.code).toBe(7);
    expect(merged.stdout).toContain(
      `${count + 1} rows in ${shards.length} files\nevery shard is there and has finished\n`,
    );
    const states = join(folder, 'states.ndjson');
    await rm(states, { force: true });
    await shell(reconcileLine, folder);
    expect((await readFile(states, 'utf8')).match(/"status":"found"/g)).toHaveLength(count);
  };

  it.skipIf(!hasParallel)('GNU parallel runs every shard (skipped without it)', { timeout: 60_000 }, async () => {
    const folder = await makeUsers('parallel', 40);
    const ran = await shell(await block('parallel'), folder);
    // It ends with how many shards ended otherwise than with 0: one has the row that is wrong.
    expect(ran).toEqual({ code: 1, stdout: '' });
    await expectEachOnce(folder, 'parallel', [1, 2, 3, 4], 40);
  });

  describe('as a Kubernetes Indexed Job', () => {
    /** Runs the container of one index as Kubernetes does, `/data` being a folder of this machine. */
    const startPod = async (folder: string, index: number, more: Record<string, string> = {}) => {
      const [container] = (await readManifest()).spec.template.spec.containers;
      const { command = [], args = [], volumeMounts = [] } = container ?? {};
      const [data = ''] = volumeMounts.map(({ mountPath }) => mountPath);
      expect(data).toBe('/data');
      const [program = '', ...words] = [...command, ...args].map((word) => word.replaceAll(data, folder));
      // With a process group of its own, so that all of it can be killed at once.
      const child = spawn(program, words, {
        env: { ...env, ...more, JOB_COMPLETION_INDEX: String(index) },
        cwd: machine.home,
        detached: true,
        stdio: ['ignore', 'ignore', 'pipe'],
      });
      const ended = new Promise<NodeJS.Signals | number | null>((resolve) => {
        child.once('close', (code, signal) => resolve(signal ?? code));
      });
      const stderr = text(child.stderr);
      return { child, ended, stderr };
    };

    it('makes every order once, though a pod is killed and started again', { timeout: 60_000 }, async () => {
      const folder = await makeUsers('job', 100);
      const { completions } = (await readManifest()).spec;
      const indexes = Array.from({ length: completions }, (_, index) => index);
      const pods = await Promise.all(indexes.map((index) => startPod(folder, index)));
      const [, , victim] = pods;
      const results = join(folder, 'results-2.ndjson');
      while (!existsSync(results) || (await readFile(results, 'utf8')).split('\n').length < 6) await delay(10);
      if (victim?.child.pid !== undefined) process.kill(-victim.child.pid, 'SIGKILL');
      expect(await victim?.ended).toBe('SIGKILL');
      expect((await readLines(results)).length).toBeLessThan(20);
      const again = await startPod(folder, 2);
      expect({ ended: await again.ended, stderr: await again.stderr }).toMatchObject({ ended: 0 });
      for (const [index, pod] of pods.entries()) if (index !== 2) expect(await pod.ended).toBe(0);
      await expectEachOnce(folder, 'job', indexes, 100);
      // Kubernetes may also start one again that had ended: it has nothing left to do.
      const idle = await startPod(folder, 1);
      expect(await idle.ended).toBe(0);
      await expectEachOnce(folder, 'job', indexes, 100);
    });

    it('fails in an outage, and a pod that is started again sends what was not sent', { timeout: 60_000 }, async () => {
      const folder = await makeUsers('outage', 64);
      const indexes = [0, 1, 2, 3];
      const down = { WECHATPAY_BASE_URL: 'http://127.0.0.1:9' };
      const pods = await Promise.all(indexes.map((index) => startPod(folder, index, down)));
      for (const pod of pods) expect(await pod.ended).toBe(5);
      const again = await Promise.all(indexes.map((index) => startPod(folder, index)));
      for (const pod of again) expect(await pod.ended).toBe(0);
      await expectEachOrder('outage', 64);
    });

    /** What the types that are made from Kubernetes' own schema say of a manifest. */
    const checkManifest = async (manifest: unknown): Promise<string> => {
      const folder = join(machine.home, 'manifest');
      await mkdir(folder, { recursive: true });
      const types = dirname(fileURLToPath(import.meta.resolve('kubernetes-types/package.json')));
      await writeFile(
        join(folder, 'job.ts'),
        `import type { Job } from '${types}/batch/v1';\nexport const job = ${JSON.stringify(manifest)} satisfies Job;\n`,
      );
      const tsc = join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc');
      const args = [tsc, '--ignoreConfig', '--noEmit', '--strict', '--module', 'preserve', join(folder, 'job.ts')];
      const ran = spawnSync(process.execPath, args, { cwd: folder, encoding: 'utf8' });
      return ran.stdout + ran.stderr;
    };

    it('is a manifest as the schema of Kubernetes wants it', async () => {
      const manifest = await readManifest();
      expect(await checkManifest(manifest)).toBe('');
      expect(await checkManifest({ ...manifest, spec: { ...manifest.spec, completion: 4 } })).toContain('"completion"');
      expect(await checkManifest({ ...manifest, spec: { ...manifest.spec, completions: '4' } })).toContain('number');
    });
  });
});
