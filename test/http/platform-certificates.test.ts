import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EMPTY_KEY_RING } from '../../src/apiv3/key-ring.js';
import { downloadCertificates } from '../../src/http/platform-certificates.js';
import { type Harness, rejection, startHarness } from '../helpers/harness.js';
import { startSigningServer } from '../helpers/signing-server.js';

let harness: Harness;
let apiv3Key: Buffer;
beforeAll(async () => {
  harness = await startHarness({ mode: 'certificate' });
  const { apiv3Key: written } = JSON.parse(await readFile(harness.sandbox.configFile ?? '', 'utf8'));
  apiv3Key = Buffer.from(written);
});
afterAll(() => harness.dispose());

const options = (keyRing = harness.sandbox.credentials.keyRing) => ({
  credentials: { ...harness.sandbox.credentials, keyRing },
  baseUrl: harness.sandbox.url,
  retries: 0,
});
/** A first download, for which no key is configured. */
const first = (key: Uint8Array = apiv3Key) => downloadCertificates(options(EMPTY_KEY_RING), key);

/** A download from a server that signs a body with a key that is configured. */
const signed = async (body: unknown, status = 200) => {
  const server = await startSigningServer(() => ({ status, body: Buffer.from(JSON.stringify(body)) }));
  const { credentials, url: baseUrl } = server;
  return downloadCertificates({ credentials, baseUrl, retries: 0 }, apiv3Key).finally(() => server.close());
};

describe('the platform certificates', () => {
  it('are decrypted, and verified with one that is configured', async () => {
    const [id = ''] = harness.sandbox.credentials.keyRing.ids;
    const { certificates, signedBy, signerWasKnown } = await downloadCertificates(options(), apiv3Key);
    expect({ signedBy, signerWasKnown }).toEqual({ signedBy: id, signerWasKnown: true });
    expect(certificates.map(({ certificate }) => certificate.serialNumber)).toEqual([id]);
    expect(certificates[0]).toMatchObject({ id, validity: { from: expect.any(Date), to: expect.any(Date) } });
  });

  it('vouch for themselves when none is configured, and that is told', async () => {
    const [id] = harness.sandbox.credentials.keyRing.ids;
    expect(await first()).toMatchObject({ certificates: [{ id }], signedBy: id, signerWasKnown: false });
  });

  it.each([
    ['bad-signature', 'SIGNATURE_MISMATCH'],
    ['unknown-serial', 'SIGNATURE_UNKNOWN_SERIAL'],
    ['unsigned', 'SIGNATURE_MISSING'],
    ['skewed', 'SIGNATURE_EXPIRED'],
  ] as const)('do not vouch for a response that is %s', async (fault, code) => {
    harness.sandbox.queueFaults([fault]);
    expect(await rejection(first())).toMatchObject({ type: 'signature', code });
  });

  it('are not taken from somebody whom no configured key knows', async () => {
    const stranger = await startSigningServer(() => ({ body: Buffer.from('{}') }));
    await stranger.close();
    const asked = downloadCertificates(options(stranger.credentials.keyRing), apiv3Key);
    expect(await rejection(asked)).toMatchObject({
      type: 'signature',
      code: 'SIGNATURE_UNKNOWN_SERIAL',
      requestId: expect.any(String),
      message: expect.stringContaining('signed with'),
      hint: expect.stringContaining('certs'),
    });
  });

  it('need the APIv3 key', async () => {
    const wrong = Buffer.alloc(32, 'x');
    const asked = downloadCertificates(options(), wrong);
    expect(await rejection(asked)).toMatchObject({ type: 'config', code: 'APIV3_KEY_MISMATCH' });
    expect(await rejection(first(wrong))).toMatchObject({ type: 'config', code: 'APIV3_KEY_MISMATCH' });
  });

  it.each([
    [{ data: [] }],
    [{ data: [{ serial_no: '1' }] }],
    [{ order_id: '1' }],
    [{ data: [{ serial_no: '1', encrypt_certificate: { ciphertext: 1, nonce: 'n' } }] }],
  ])('are not in %j, however well signed', async (body) => {
    expect(await rejection(signed(body))).toMatchObject({
      type: 'network',
      code: 'UNEXPECTED_RESPONSE',
      outcome: 'unknown',
      message: 'GET /v3/certificates: the response holds no certificates',
      hint: expect.stringContaining('report it'),
    });
  });

  it('are replaced by a public key where WeChat Pay says that there are none', async () => {
    const refused = { code: 'RESOURCE_NOT_EXISTS', message: 'no certificate' };
    expect(await rejection(signed(refused, 404))).toMatchObject({
      type: 'api',
      code: 'RESOURCE_NOT_EXISTS',
      status: 404,
      signed: true,
      message: expect.stringContaining('no certificate'),
      hint: expect.stringContaining('PUB_KEY_ID'),
    });
    const other = await rejection(signed({ code: 'NO_AUTH', message: 'no' }, 403));
    expect(other).toMatchObject({ type: 'api', code: 'NO_AUTH', status: 403 });
    expect(other).not.toMatchObject({ hint: expect.stringContaining('PUB_KEY_ID') });
  });

  it('are not waited for once that is not wanted', async () => {
    const asked = downloadCertificates(options(), apiv3Key, AbortSignal.abort(new Error('enough')));
    expect(await rejection(asked)).toMatchObject({ message: 'enough' });
  });
});
