import { type ChildProcess, spawn } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { configuredEnvironment, type Made, makeNotification, order } from './helpers.js';

const require = createRequire(import.meta.url);
const ROOT = fileURLToPath(new URL('../..', import.meta.url));

const example = async (name: string): Promise<string> => {
  const readme = await readFile(join(ROOT, 'README.md'), 'utf8');
  const [, block] = readme.split(`<!-- notification: ${name} -->\n\`\`\`ts\n`)[1]?.match(/^([\s\S]*?\n)```/) ?? [];
  if (block === undefined) throw new Error(`README has no example ${name}`);
  return block;
};

const freePort = async (): Promise<number> => {
  const server = createServer();
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  await new Promise((resolve) => {
    server.close(resolve);
  });
  return typeof address === 'object' && address !== null ? address.port : 0;
};

const post = async (url: string, { headers, body }: Pick<Made, 'headers' | 'body'>) => {
  const answer = await fetch(url, { method: 'POST', headers, body: new Uint8Array(body) });
  return { status: answer.status, body: await answer.text() };
};

describe('the examples of README, each as a program of its own', () => {
  let home: string;
  let env: Record<string, string>;
  const running: ChildProcess[] = [];

  beforeAll(async () => {
    home = await mkdtemp(join(tmpdir(), 'wxpay-readme-'));
    env = { PATH: process.env['PATH'] ?? '', HOME: home, ...configuredEnvironment() };
    const modules = join(home, 'node_modules');
    await mkdir(modules);
    await symlink(ROOT, join(modules, 'wxpay-cli'));
    const packages = {
      express: require.resolve('express'),
      hono: require.resolve('hono'),
      '@hono/node-server': require.resolve('@hono/node-server'),
    };
    for (const [name, entry] of Object.entries(packages)) {
      const folder = join('node_modules', name);
      await mkdir(dirname(join(home, folder)), { recursive: true });
      await symlink(entry.slice(0, entry.lastIndexOf(folder) + folder.length), join(home, folder));
    }
  });
  afterAll(async () => {
    for (const child of running) child.kill();
    await rm(home, { recursive: true, force: true });
  });

  it.each(['node', 'express', 'hono'])('%s: takes what verifies, refuses what does not', async (name) => {
    const file = join(home, `${name}.mjs`);
    await writeFile(file, await example(name));
    const port = await freePort();
    const child = spawn(process.execPath, [file], { cwd: home, env: { ...env, PORT: String(port) } });
    running.push(child);
    let said = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk) => {
        said += String(chunk);
      });
    }
    const url = `http://127.0.0.1:${port}/wechatpay/notify`;
    const answers = async () =>
      fetch(url).then(
        () => true,
        () => false,
      );
    while (!(await answers())) {
      if (child.exitCode !== null) throw new Error(said);
      await delay(50);
    }
    // Blanks and Chinese: whatever parses the body and writes it again would change these bytes.
    const made = await makeNotification({ plain: `${JSON.stringify(order).slice(0, -1)}, "备注" : "é" }` });
    const spaced = await makeNotification({ body: Buffer.from(made.body.toString().replace(/","/g, '" , "')) });
    expect(await post(url, spaced)).toEqual({ status: 204, body: '' });
    expect(said).toContain(`${made.id} ${order.out_order_no} RECEIVED\n`);

    const forged = await post(url, { headers: spaced.headers, body: made.body });
    expect(forged.status).toBe(401);
    expect(JSON.parse(forged.body)).toMatchObject({ code: 'FAIL' });
    expect((await post(url, await makeNotification({ apiv3Key: 'x'.repeat(32) }))).status).toBe(500);
    expect(said.split('RECEIVED').length).toBe(2);
  });
});
