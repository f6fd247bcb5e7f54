import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { onTestFinished } from 'vitest';
import { makeCertificate } from '../../../src/sandbox/keys/make-certificate.js';

/** An https server at `localhost` that nobody vouches for; it answers 204 to everything, and ends with the test. */
export async function startTlsTarget(): Promise<{ url: string; certificate: string; seen: Buffer[] }> {
  const folder = await mkdtemp(join(tmpdir(), 'wxpay-tls-'));
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const [from, to] = [new Date(Date.now() - 60_000), new Date(Date.now() + 3_600_000)];
  const cert = await makeCertificate(privateKey, { serial: '4'.repeat(40), commonName: 'localhost', from, to });
  const certificate = join(folder, 'server_cert.pem');
  await writeFile(certificate, cert);
  const seen: Buffer[] = [];
  const server = createServer(
    { key: privateKey.export({ type: 'pkcs8', format: 'pem' }), cert },
    async (request, response) => {
      seen.push(await buffer(request));
      response.writeHead(204).end();
    },
  );
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(async () => {
    server.close();
    await rm(folder, { recursive: true, force: true });
  });
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return { url: `https://localhost:${port}`, certificate, seen };
}
