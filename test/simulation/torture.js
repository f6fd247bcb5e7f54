// Starts the simulation: `npm run torture -- --seed N --minutes M`, `--sequences K` in the place of minutes, or `--seed
// N` alone to replay one sequence and show it. Bundled first, which takes a moment, because Node 20 runs no TypeScript.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, '..', '..');
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
// One file: what is loaded when it is first needed would take a time that is not the simulation's.
const folder = mkdtempSync(join(tmpdir(), 'wxpay-torture-'));
try {
  const bundle = await rolldown({
    input: join(here, 'torture.ts'),
    platform: 'node',
    // It warns of what one file makes of dynamic imports.
    logLevel: 'silent',
    // cosmiconfig would load it for configurations in TypeScript.
    external: ['typescript'],
    resolve: {
      extensionAlias: { '.js': ['.ts', '.js'] },
      alias: { '@commander-js/extra-typings': 'commander' },
    },
    transform: { target: 'node20', define: { __VERSION__: JSON.stringify(version) } },
  });
  await bundle.write({
    dir: folder,
    format: 'esm',
    entryFileNames: 'torture.mjs',
    sourcemap: true,
    codeSplitting: false,
  });
  const child = spawn(
    process.execPath,
    ['--enable-source-maps', join(folder, 'torture.mjs'), ...process.argv.slice(2)],
    {
      stdio: 'inherit',
      // One thread for the disk: its results come in the order in which they were asked for.
      env: { ...process.env, UV_THREADPOOL_SIZE: '1' },
    },
  );
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
  const [code] = await once(child, 'close');
  process.exitCode = code ?? 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
