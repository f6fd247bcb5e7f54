// Signs as an external signer does: `node signer.mjs <key file> [misbehaviour] [how often it behaves first]`.
import { createPrivateKey, createSign, generateKeyPairSync } from 'node:crypto';
import { appendFileSync, readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';

const [file, misbehaviour, times = '0'] = process.argv.slice(2);
const key = createPrivateKey(readFileSync(file));
const other = misbehaviour === 'wrong' ? generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey : key;
const log = process.env.SIGNER_LOG;
if (log) appendFileSync(log, `start ${process.pid}\n`);
process.on('exit', () => log && appendFileSync(log, `end ${process.pid}\n`));
if (misbehaviour === 'deaf') {
  process.on('SIGTERM', () => {});
  setInterval(() => {}, 1000);
}
if (misbehaviour === 'banner') process.stdout.write('ready to sign\n');

const misbehave = {
  garbage: () => process.stdout.write('this is no JSON\n'),
  other: () => process.stdout.write('{"result": "c2ln"}\n'),
  error: () => process.stdout.write('{"error": "the HSM is locked\\u001b[2J"}\n'),
  die: () => process.exit(7),
  'die-telling': () => process.stderr.write('PIN is wrong\u001b[31m\n', () => process.exit(7)),
  hang: () => {},
  deaf: () => {},
  flood: () => process.stdout.write('x'.repeat(200_000)),
  twice: (reply) => process.stdout.write(reply + reply),
};

let count = 0;
for await (const line of createInterface({ input: process.stdin })) {
  const { version, mchid, serial, message } = JSON.parse(line);
  if (log) appendFileSync(log, `${JSON.stringify({ version, mchid, serial })}\n`);
  const bytes = Buffer.from(message, 'base64');
  const signature = createSign('RSA-SHA256').update(bytes).sign(other, 'base64');
  const reply = `${JSON.stringify({ signature })}\n`;
  count += 1;
  if (misbehaviour === 'noisy') process.stderr.write(`signing ${bytes.length} bytes\u202e\n`);
  const bad = count > Number(times) ? misbehave[misbehaviour] : undefined;
  if (bad) bad(reply);
  else process.stdout.write(reply);
}
