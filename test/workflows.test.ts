import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { load } from 'js-yaml';
import { describe, expect, test } from 'vitest';
import * as z from 'zod';

const folder = join(dirname(import.meta.dirname), '.github', 'workflows');
const files = readdirSync(folder);
const permissions = z.record(z.string(), z.enum(['read', 'write', 'none']));
const workflow = z.object({
  permissions,
  jobs: z.record(
    z.string(),
    z.object({
      permissions: permissions.optional(),
      'timeout-minutes': z.number(),
      steps: z.array(z.object({ run: z.string().optional() })),
    }),
  ),
});

describe.each(files)('%s', (file) => {
  const text = readFileSync(join(folder, file), 'utf8');
  const { permissions: all, jobs } = workflow.parse(load(text));

  test('pins every action by the hash of a commit, and says which release that is', () => {
    const used = text.split('\n').filter((line) => /^\s*(?:- )?uses:/.test(line));
    expect(used).not.toEqual([]);
    for (const line of used) expect(line).toMatch(/uses: [\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
  });

  test('may write nothing, but what a job asks for', () => {
    expect(Object.values(all).filter((access) => access !== 'read')).toEqual([]);
    const written = Object.entries(jobs).flatMap(([name, job]) =>
      Object.entries(job.permissions ?? {}).flatMap(([scope, access]) =>
        access === 'write' ? [`${name}: ${scope}`] : [],
      ),
    );
    expect(written).toEqual(file === 'release.yml' ? ['publish: contents', 'publish: id-token'] : []);
  });

  test('puts no text from outside into a shell', () => {
    const scripts = text.split('\n').filter((line) => /^\s*(?:- )?run:/.test(line));
    for (const line of scripts) expect(line).not.toContain('${{');
  });
});

test('the tests in a browser run where the image has Chromium', () => {
  const { jobs } = workflow.parse(load(readFileSync(join(folder, 'ci.yml'), 'utf8')));
  const runs = jobs['test']?.steps.flatMap(({ run }) => run ?? []) ?? [];
  const at = runs.findIndex((run) => run.includes('WXPAY_TEST_CHROMIUM'));
  expect(at).toBeGreaterThanOrEqual(0);
  expect(at).toBeLessThan(runs.indexOf('.ci/run'));
  const machine = mkdtempSync(join(tmpdir(), 'wxpay-ci-'));
  const env = join(machine, 'env');
  const told = (path: string) => {
    writeFileSync(env, '');
    execFileSync('bash', ['-eo', 'pipefail', '-c', runs[at] ?? ''], { env: { PATH: path, GITHUB_ENV: env } });
    return readFileSync(env, 'utf8');
  };
  try {
    const system = ['/usr/bin', '/bin'].join(delimiter);
    writeFileSync(join(machine, 'chromium'), '', { mode: 0o755 });
    expect(told([machine, system].join(delimiter))).toBe(`WXPAY_TEST_CHROMIUM=${join(machine, 'chromium')}\n`);
  } finally {
    rmSync(machine, { recursive: true });
  }
});
