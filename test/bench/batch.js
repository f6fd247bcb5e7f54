// What an order costs: `npm run bench [rounds] [orders]`, or `npm run bench -- memory [rows…]` for the
// peak memory of a batch, and of reading its orders back.
// CPU of the whole client process, start-up included, over one RSA-2048 signature measured in the same run; the answers
// are signed before the clock starts, in a process of their own. Both clients sign, verify, and keep 16 under way. A run costs 1.3 s of CPU for start-up and
// V8's compiling, however many orders it has: 5,000 orders measure mostly that, 30,000 are still fewer than a campaign.
import { spawn } from 'node:child_process';
import { createPrivateKey, generateKeyPairSync, sign } from 'node:crypto';
import { once } from 'node:events';
import { createWriteStream, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const CONCURRENCY = 16;
const here = dirname(fileURLToPath(import.meta.url));
const bin = join(here, '..', '..', 'bin', 'wxpay.cjs');
const folder = mkdtempSync(join(tmpdir(), 'wxpay-bench-'));
const usageFile = join(folder, 'usage.json');
// Where NODE_EXTRA_CA_CERTS is set, every process pays for reading it.
const { NODE_EXTRA_CA_CERTS: _, ...inherited } = process.env;

const pem = {
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
};
const merchant = generateKeyPairSync('rsa', { modulusLength: 2048, ...pem });
const platform = generateKeyPairSync('rsa', { modulusLength: 2048, ...pem });
writeFileSync(join(folder, 'merchant.pem'), merchant.privateKey);
writeFileSync(join(folder, 'platform.pem'), platform.privateKey);
writeFileSync(join(folder, 'platform.pub.pem'), platform.publicKey);

const median = (numbers) => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)];
const say = (line) => process.stdout.write(`${line}\n`);

/** CPU seconds of one signature with a key that is parsed once. */
const signatureSeconds = () => {
  const key = createPrivateKey(merchant.privateKey);
  const message = Buffer.alloc(300, 0x61);
  const times = [];
  for (let round = 0; round < 9; round += 1) {
    const before = process.cpuUsage();
    for (let at = 0; at < 200; at += 1) sign('RSA-SHA256', message, key);
    const { user, system } = process.cpuUsage(before);
    times.push((user + system) / 200 / 1e6);
  }
  return median(times);
};

const startServer = async (count) => {
  const server = spawn(process.execPath, [join(here, 'batch', 'server.js'), folder, String(count)], {
    env: inherited,
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const { url } = await new Promise((resolve) => {
    createInterface({ input: server.stdout }).once('line', (line) => resolve(JSON.parse(line)));
  });
  return { url, stop: () => server.kill() };
};

const measure = async (args, url) => {
  const env = {
    ...inherited,
    HOME: folder,
    NODE_OPTIONS: `--require ${join(here, 'batch', 'usage.cjs')}`,
    BENCH_USAGE: usageFile,
    WECHATPAY_MCHID: '1900000109',
    WECHATPAY_SERIAL: '3775B6A45ACD588826D15E583A95F5DD00000000',
    WECHATPAY_PRIVATE_KEY: join(folder, 'merchant.pem'),
    WECHATPAY_PUBLIC_KEY: join(folder, 'platform.pub.pem'),
    WECHATPAY_PUBLIC_KEY_ID: 'PUB_KEY_ID_0119000001092026112300000000',
    WECHATPAY_NOTIFY_URL: 'https://example.com/notify',
    WECHATPAY_BASE_URL: url,
  };
  const child = spawn(process.execPath, args, { env, cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] });
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`${args.join(' ')} ended with ${code}`);
  return JSON.parse(readFileSync(usageFile, 'utf8'));
};

const writeRows = async (file, count) => {
  const out = createWriteStream(file);
  out.write('openid,out_order_no\n');
  for (let at = 0; at < count; at += 1) if (!out.write(`oBench,bench-${at}\n`)) await once(out, 'drain');
  out.end();
  await once(out, 'close');
};

const batchArgs = (rows, results) => {
  rmSync(results, { force: true });
  const quiet = process.stderr.isTTY ? [] : ['--quiet'];
  return [bin, 'insurance', 'batch', rows, '--results', results, '--concurrency', String(CONCURRENCY), ...quiet];
};

const compare = async (rounds, count) => {
  const rows = join(folder, 'rows.csv');
  await writeRows(rows, count);
  const clients = {
    'wxpay insurance batch': () => batchArgs(rows, join(folder, 'results.ndjson')),
    'wechatpay-axios-plugin': (url) =>
      [join(here, 'batch', 'axios-plugin.mjs'), folder, url, count, CONCURRENCY].map(String),
  };
  const found = Object.fromEntries(Object.keys(clients).map((name) => [name, []]));
  for (let round = 0; round < rounds; round += 1) {
    for (const [name, args] of Object.entries(clients)) {
      // Anew each time: a signed answer is good for five minutes.
      const server = await startServer(count);
      const before = signatureSeconds();
      const usage = await measure(args(server.url), server.url);
      const signature = (before + signatureSeconds()) / 2;
      server.stop();
      found[name].push({
        signatures: usage.cpuSeconds / count / signature,
        rate: count / usage.seconds,
        peakMiB: usage.peakMiB,
        signature,
      });
    }
  }
  const column = (name, key) => found[name].map((one) => one[key]);
  const spread = (numbers) => `${Math.min(...numbers).toFixed(2)}–${Math.max(...numbers).toFixed(2)}`;
  for (const name of Object.keys(clients)) {
    const signatures = column(name, 'signatures');
    say(
      `${name.padEnd(24)} ${median(signatures).toFixed(2)} signatures of CPU an order (${spread(signatures)}) · ${median(column(name, 'rate')).toFixed(0)} orders/s · peak ${median(column(name, 'peakMiB')).toFixed(0)} MiB`,
    );
  }
  const [ours = '', theirs = ''] = Object.keys(clients);
  const ratios = found[ours].map(({ rate }, at) => rate / found[theirs][at].rate);
  const signature = Object.values(found).flatMap((all) => all.map((one) => one.signature * 1e6));
  say(`${median(ratios).toFixed(2)} × its orders a second (${spread(ratios)})`);
  say(
    `one RSA-2048 signature: ${median(signature).toFixed(0)} µs (${spread(signature)}) · ${rounds} rounds of ${count} orders`,
  );
};

const memory = async (sizes) => {
  const server = await startServer(0);
  for (const size of sizes) {
    const rows = join(folder, `rows-${size}.csv`);
    await writeRows(rows, size);
    const results = join(folder, 'results.ndjson');
    const states = join(folder, 'states.ndjson');
    rmSync(states, { force: true });
    const runs = {
      batch: batchArgs(rows, results),
      reconcile: [bin, 'insurance', 'reconcile', results, '--results', states, '--quiet'],
      merge: [bin, 'insurance', 'merge', results],
    };
    for (const [name, args] of Object.entries(runs)) {
      const { peakMiB, seconds } = await measure(args, server.url);
      const rate = (size / seconds).toFixed(0);
      say(`${String(size).padStart(9)} rows: ${name.padEnd(9)} peak ${peakMiB.toFixed(0)} MiB, ${rate} orders/s`);
    }
  }
  server.stop();
};

try {
  const [first, ...rest] = process.argv.slice(2);
  if (first === 'memory') await memory(rest.length > 0 ? rest.map(Number) : [10_000, 100_000, 1_000_000]);
  else await compare(Number(first ?? 3), Number(rest[0] ?? 30_000));
} finally {
  rmSync(folder, { recursive: true, force: true });
}
