// Start-up time as a ratio to `node -e 0`, median of alternating runs: `npm run bench:startup [runs]`.
// Ratios, because absolute times wander with the machine; alternating, so that both sides see the same weather.
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const RUNS = Number(process.argv[2] ?? 40);
const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const bin = join(root, 'bin', 'wxpay.cjs');
const home = mkdtempSync(join(tmpdir(), 'wxpay-bench-'));
// Where NODE_EXTRA_CA_CERTS is set, every process pays for reading it.
const { NODE_EXTRA_CA_CERTS: _, ...inherited } = process.env;
const env = { ...inherited, HOME: home, XDG_STATE_HOME: join(home, 'state') };

const sandbox = spawn(process.execPath, [bin, 'sandbox', '--json', '--quiet', '--data', ':memory:'], {
  env,
  stdio: ['ignore', 'pipe', 'inherit'],
});
const ready = await new Promise((resolve) => {
  createInterface({ input: sandbox.stdout }).once('line', (line) => resolve(JSON.parse(line)));
});

const cases = {
  '--version': [bin, '--version'],
  '--help': [bin, '--help'],
  'insurance create --json': [bin, '--config', ready.config, 'insurance', 'create', '--openid', 'oBench', '--json'],
};

const time = (args) => {
  const started = process.hrtime.bigint();
  const { status, stderr } = spawnSync(process.execPath, args, { env, cwd: home });
  if (status !== 0) throw new Error(`${args.join(' ')} ended with ${status}: ${stderr}`);
  return Number(process.hrtime.bigint() - started) / 1e6;
};

const median = (numbers) => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)];

try {
  for (const [name, args] of Object.entries(cases)) {
    const floor = [];
    const measured = [];
    for (let run = 0; run < RUNS + 2; run += 1) {
      const pair = [time(['-e', '0']), time(args)];
      if (run < 2) continue;
      floor.push(pair[0]);
      measured.push(pair[1]);
    }
    const ratio = median(measured) / median(floor);
    process.stdout.write(
      `${name.padEnd(26)} ${ratio.toFixed(2)} × node -e 0   (${median(measured).toFixed(1)} ms, ${median(floor).toFixed(1)} ms, ${RUNS} runs)\n`,
    );
  }
} finally {
  sandbox.kill('SIGTERM');
  rmSync(home, { recursive: true, force: true });
}
