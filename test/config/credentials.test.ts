import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { loadApiv3Key, loadCredentials } from '../../src/config/credentials.js';
import type { Env } from '../../src/config/environment.js';
import { createPlace, everythingOf, failure, type Place, ref } from './helpers.js';
import { createCertificate, createKey, createP12, encryptKey, endOf, hasOpenssl } from './keys.js';

const merchant = createKey();
const wechatpay = createKey();
const other = createKey();
const SERIAL = '3775B6A45ACD588826D15E583A95F5DD0000000A';
const certificate = await createCertificate(merchant, SERIAL, '1900000001');
const ID = 'PUB_KEY_ID_0114232134912410000000000000';
const NOW = endOf(certificate) - 200 * 86_400_000;

/** A place with everything right in it; the configuration is what a test is about. */
const createShop = () => {
  const place = createPlace();
  place.write('apiclient_key.pem', merchant.privateKey);
  place.write('apiclient_cert.pem', certificate);
  place.write('pub_key.pem', wechatpay.publicKey);
  const configure = (changes: Record<string, unknown> = {}) =>
    place.write(
      '.wechatpayrc.json',
      JSON.stringify({
        mchid: '1900000001',
        privateKey: './apiclient_key.pem',
        certificate: './apiclient_cert.pem',
        certs: { [ID]: './pub_key.pem' },
        ...changes,
      }),
    );
  return { ...place, configure, file: configure() };
};

const loaded = async (place: Place, env: Env = {}, now = NOW) => loadCredentials(await place.load(env), now);
const problem = async (place: Place, env: Env = {}) => {
  const error = await failure(() => loaded(place, env));
  expect(error.type).toBe('config');
  const shown = everythingOf(error);
  for (const { privateKey } of [merchant, wechatpay, other]) expect(shown).not.toContain(privateKey.slice(60, 100));
  return error;
};

describe('credentials', () => {
  test('from a file with paths', async () => {
    const { credentials, warnings } = await loaded(createShop());
    expect(credentials).toMatchObject({ mchid: '1900000001', serial: SERIAL });
    expect(credentials.keyRing.ids).toEqual([ID]);
    expect(credentials.privateKey?.export({ type: 'pkcs8', format: 'pem' })).toBe(merchant.privateKey);
    expect(warnings).toEqual([]);
  });

  const oneLine = (pem: string) => pem.trim().replaceAll('\n', '\\n');
  const armourless = (pem: string) => pem.replace(/-----.+-----|\s/g, '');
  test.each([
    ['PEM', (pem: string) => pem],
    ['PEM with \\n written out', oneLine],
    ['PEM with CRLF and a BOM', (pem: string) => `\uFEFF${pem.replaceAll('\n', '\r\n')}`],
    ['PEM as base64', (pem: string) => Buffer.from(pem).toString('base64')],
    ['base64 without armour', armourless],
  ])('from the environment alone, each key as %s', async (_, dress) => {
    const { credentials, warnings } = await loaded(createPlace(), {
      WECHATPAY_MCHID: '1900000001\n',
      WECHATPAY_CERTIFICATE: dress(certificate),
      WECHATPAY_PRIVATE_KEY: dress(merchant.privateKey),
      WECHATPAY_PUBLIC_KEY: dress(wechatpay.publicKey),
      WECHATPAY_PUBLIC_KEY_ID: ` ${ID}\n`,
    });
    expect(credentials).toMatchObject({ mchid: '1900000001', serial: SERIAL });
    expect(credentials.keyRing.ids).toEqual([ID]);
    expect(credentials.keyRing.find(ID)?.publicKey.export({ type: 'spki', format: 'pem' })).toBe(wechatpay.publicKey);
    expect(warnings).toEqual([]);
  });

  test('what is missing is listed at once, with where was looked and how to start', async () => {
    const place = createPlace();
    const error = await problem(place);
    expect(error.code).toBe('MISSING_CREDENTIALS');
    expect(error.message).toContain('missing: mchid, privateKey, certificate (or serial), certs;');
    expect(error.message).toContain(`no configuration file was found in ${place.cwd}, `);
    expect(error.message).toContain(join(place.home, '.config/wechatpay'));
    for (const word of ['WECHATPAY_MCHID', 'WECHATPAY_PUBLIC_KEY_ID', '.wechatpayrc.example']) {
      expect(error.hint).toContain(word);
    }
  });

  test('with a file, only what is missing in it is listed, and the file and the profile are named', async () => {
    const shop = createShop();
    const file = shop.configure({ privateKey: undefined, certs: {}, profiles: { default: {} } });
    const error = await problem(shop);
    expect(error.message).toBe(
      `missing: privateKey, certs; looked in ${file} (profile default) and in the environment`,
    );
    expect(error.hint).not.toContain('WECHATPAY_MCHID');
  });

  test('a merchant number from the environment is checked too, and not shown', async () => {
    const error = await problem(createShop(), { WECHATPAY_MCHID: 'hunter2' });
    expect(error).toMatchObject({
      code: 'BAD_MCHID',
      message: 'WECHATPAY_MCHID: expected a merchant number of 8 to 10 digits',
    });
  });
});

describe('serial number', () => {
  test.each([
    `serial=${SERIAL}\n`,
    SERIAL.toLowerCase(),
    SERIAL.replace(/..(?!$)/g, '$&:'),
    SERIAL.replace(/..../g, '$& '),
  ])('%j is accepted', async (serial) => {
    const shop = createShop();
    shop.configure({ certificate: undefined, serial });
    expect((await loaded(shop)).credentials.serial).toBe(SERIAL);
  });

  test('a decimal one is told as such', async () => {
    const shop = createShop();
    shop.configure({ certificate: undefined, serial: BigInt(`0x${SERIAL}`).toString() });
    expect((await problem(shop)).message).toContain('this looks like a decimal serial number');
  });

  test('one that is none is refused without showing it: it may be a secret in the wrong place', async () => {
    const shop = createShop();
    const file = shop.configure({ certificate: undefined, serial: 'hunter2-is-my-apiv3-key' });
    const error = await problem(shop);
    expect(error.message).toBe(`${file}: serial: expected the serial number of your certificate, up to 40 hex digits`);
  });

  test('it is read from the certificate, and one given beside it must agree', async () => {
    const shop = createShop();
    shop.configure({ serial: SERIAL.toLowerCase() });
    expect((await loaded(shop)).credentials.serial).toBe(SERIAL);
    const file = shop.configure({ serial: `${SERIAL.slice(0, -1)}B` });
    const error = await problem(shop);
    expect(error.code).toBe('SERIAL_MISMATCH');
    expect(error.message).toContain(`${file}: serial is ${SERIAL.slice(0, -1)}B`);
    expect(error.message).toContain(SERIAL);
  });

  test('a certificate of another key is noticed offline, and both files are named', async () => {
    const shop = createShop();
    shop.write('apiclient_key.pem', other.privateKey);
    const error = await problem(shop);
    expect(error.code).toBe('KEY_PAIR_MISMATCH');
    for (const name of ['apiclient_cert.pem', 'apiclient_key.pem'])
      expect(error.message).toContain(join(shop.cwd, name));
  });

  test("the platform certificate's serial in the place of the merchant's own is refused", async () => {
    const shop = createShop();
    shop.write('platform.pem', await createCertificate(wechatpay, '5157F0'));
    shop.configure({ certificate: undefined, serial: '5157f0', certs: { '5157F0': './platform.pem' } });
    expect(await problem(shop)).toMatchObject({
      code: 'SERIAL_OF_PLATFORM',
      message: expect.stringContaining('serial: 5157F0'),
    });
  });

  test('a certificate of another merchant brings a warning', async () => {
    const shop = createShop();
    shop.configure({ mchid: '1900000002' });
    const { warnings } = await loaded(shop);
    expect(warnings.map(({ en }) => en)).toEqual([
      expect.stringContaining('the certificate of merchant 1900000001, but mchid is 1900000002'),
    ]);
  });
});

describe('private key', () => {
  test('each file in the place of another is recognised, and the error says what it is', async () => {
    const shop = createShop();
    shop.configure({ privateKey: './apiclient_cert.pem' });
    expect((await problem(shop)).message).toContain(
      `privateKey (${shop.cwd}/apiclient_cert.pem): expected the merchant API private key, found the certificate of merchant 1900000001 (serial ${SERIAL})`,
    );
    shop.configure({ certificate: './apiclient_key.pem' });
    expect((await problem(shop)).message).toContain('expected an X.509 certificate, found a private key');
    shop.configure({ certs: { [ID]: './apiclient_key.pem' } });
    expect((await problem(shop)).message).toContain(
      'expected a WeChat Pay public key or a platform certificate, found a private key',
    );
  });

  test.skipIf(!hasOpenssl).each(['privateKey', 'certificate'])(
    'a .p12 as %s is recognised, with the command that opens it',
    async (key) => {
      const shop = createShop();
      shop.write('apiclient_cert.p12', createP12(merchant));
      shop.configure({ [key]: './apiclient_cert.p12' });
      const error = await problem(shop);
      expect(error.message).toContain('apiclient_cert.p12');
      expect(error.message).toContain('PKCS#12');
      expect(error.hint).toContain('openssl pkcs12 -legacy');
    },
  );

  test('an encrypted one is opened with the passphrase, of the file or the environment', async () => {
    const shop = createShop();
    shop.write('apiclient_key.pem', encryptKey(merchant, 'open sesame'));
    expect(await problem(shop)).toMatchObject({
      code: 'KEY_ENCRYPTED',
      hint: expect.stringContaining('WECHATPAY_PRIVATE_KEY_PASSPHRASE'),
    });
    const wrong = await problem(shop, { WECHATPAY_PRIVATE_KEY_PASSPHRASE: 'hunter2' });
    expect(wrong.message).toContain('the passphrase does not open it');
    expect(everythingOf(wrong)).not.toContain('hunter2');
    const { credentials } = await loaded(shop, { WECHATPAY_PRIVATE_KEY_PASSPHRASE: 'open sesame' });
    expect(credentials.serial).toBe(SERIAL);
    shop.configure({ privateKeyPassphrase: 'open sesame' });
    expect((await loaded(shop)).credentials.serial).toBe(SERIAL);
  });

  test('a missing file is named as resolved, with the key path and the file that names it', async () => {
    const shop = createShop();
    const file = shop.configure({ profiles: { default: { privateKey: './none.pem' } } });
    const error = await problem(shop);
    expect(error.message).toBe(`${file}: profiles.default.privateKey (${shop.cwd}/none.pem): the file does not exist`);
  });
});

describe.runIf(process.platform !== 'win32')('files that others may read', () => {
  test.each([0o640, 0o604, 0o620])(
    'a private key file with mode %o brings a warning with the command that mends it',
    async (mode) => {
      const shop = createShop();
      const path = join(shop.cwd, 'apiclient_key.pem');
      chmodSync(path, mode);
      const { warnings } = await loaded(shop);
      expect(warnings.map(({ en }) => en)).toEqual([
        expect.stringMatching(new RegExp(`\\(${path}\\) may be read by other users .*:\nchmod 600 ${path}$`)),
      ]);
    },
  );

  test('certificates and public keys are no secret', async () => {
    const shop = createShop();
    for (const name of ['apiclient_cert.pem', 'pub_key.pem', '.wechatpayrc.json'])
      chmodSync(join(shop.cwd, name), 0o644);
    expect((await loaded(shop)).warnings).toEqual([]);
    expect((await shop.load()).warnings).toEqual([]);
  });

  test('the path in the command is quoted where a shell needs it', async () => {
    const shop = createShop();
    chmodSync(shop.write("it's/my key.pem", merchant.privateKey), 0o644);
    shop.configure({ privateKey: "./it's/my key.pem" });
    expect((await loaded(shop)).warnings[0]?.en).toContain(`chmod 600 '${shop.cwd}/it'\\''s/my key.pem'`);
  });

  test.each([
    ['privateKey', merchant.privateKey],
    ['privateKey', merchant.privateKey.replace(/-----.+-----|\s/g, '')],
    ['apiv3Key', 'k'.repeat(32)],
    ['privateKeyPassphrase', 'open sesame'],
  ])('a configuration file that holds %s itself, in a profile too', async (key, secret) => {
    const shop = createShop();
    for (const changes of [{ [key]: secret }, { profiles: { p: { [key]: secret } } }]) {
      const file = shop.configure(changes);
      chmodSync(file, 0o600);
      expect((await shop.load()).warnings).toEqual([]);
      chmodSync(file, 0o644);
      expect((await shop.load()).warnings.map(({ en }) => en)).toEqual([
        `${file} holds a secret and may be read by other users of this machine; close it to them:\nchmod 600 ${file}`,
      ]);
    }
  });
});

test('a configuration file that only names a variable or a file holds no secret', async () => {
  const shop = createShop();
  chmodSync(shop.configure({ apiv3Key: ref('APIV3'), privateKeyPassphrase: ref('PASS') }), 0o644);
  expect((await shop.load()).warnings).toEqual([]);
});

describe('APIv3 key', () => {
  test('it must have 32 bytes; the error says how many there are, and not which', async () => {
    const shop = createShop();
    const file = shop.configure({ apiv3Key: 'hunter2' });
    const settings = await shop.load();
    const error = await failure(() => loadApiv3Key(settings));
    expect(error).toMatchObject({ type: 'config', code: 'BAD_APIV3_KEY' });
    expect(error.message).toBe(`${file}: apiv3Key has 7 bytes, expected exactly 32`);
    expect(everythingOf(error)).not.toContain('hunter2');
  });

  test('a missing or wrong one does not keep an order from being made', async () => {
    const shop = createShop();
    expect((await loaded(shop)).credentials.mchid).toBe('1900000001');
    const settings = await shop.load();
    expect(await failure(() => loadApiv3Key(settings))).toMatchObject({
      code: 'MISSING_APIV3_KEY',
      hint: expect.stringContaining('WECHATPAY_APIV3_KEY'),
    });
    expect((await loaded(shop, { WECHATPAY_APIV3_KEY: 'short' })).credentials.mchid).toBe('1900000001');
  });

  test('blanks around it do no harm', async () => {
    const settings = await createShop().load({ WECHATPAY_APIV3_KEY: `${'k'.repeat(32)}\r\n` });
    expect(loadApiv3Key(settings).toString()).toBe('k'.repeat(32));
  });
});

test('the certificate of the merchant is checked for expiry', async () => {
  const shop = createShop();
  const end = endOf(certificate);
  const date = new Date(end).toISOString().slice(0, 10);
  const day = 86_400_000;
  expect((await loaded(shop, {}, end - 31 * day)).warnings).toEqual([]);
  const [soon] = (await loaded(shop, {}, end - 29.5 * day)).warnings;
  expect(soon?.en).toContain(
    `certificate (${shop.cwd}/apiclient_cert.pem): the certificate expires on ${date}, in 30 days`,
  );
  const [late] = (await loaded(shop, {}, end + 1)).warnings;
  expect(late?.en).toContain(`the certificate expired on ${date}`);
});
