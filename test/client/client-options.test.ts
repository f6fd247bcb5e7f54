import { createPrivateKey, createPublicKey, createSecretKey, X509Certificate } from 'node:crypto';
import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import { readClientOptions } from '../../src/client/client-options.js';
import { loadCredentials } from '../../src/config/credentials.js';
import { type ClientOptions, createClient, createKeyRing, loadConfig, WechatPayError } from '../../src/index.js';
import { createPlace, everythingOf, failure, ref } from '../config/helpers.js';
import { createCertificate, createKey, createP12, encryptKey, hasOpenssl } from '../config/keys.js';

const merchant = createKey();
const wechatpay = createKey();
const other = createKey();
const SERIAL = '3775B6A45ACD588826D15E583A95F5DD0000000A';
const PLATFORM = '5157F09EFDC096DE15EBE81A47057A7232F1B8E1';
const ID = 'PUB_KEY_ID_0114232134912410000000000000';
const certificate = await createCertificate(merchant, SERIAL, '1900000001');
const otherCertificate = await createCertificate(other, SERIAL, '1900000002');
const platform = await createCertificate(wechatpay, PLATFORM, 'Tenpay.com');
const expired = await createCertificate(wechatpay, PLATFORM, 'Tenpay.com', -1);
const APIV3_KEY = 'k'.repeat(32);

const options: ClientOptions = {
  mchid: '1900000001',
  certificate,
  privateKey: merchant.privateKey,
  certs: { [ID]: wechatpay.publicKey },
};

/** The error of `createClient` for options of any kind, as plain JavaScript can pass them. */
const refused = (value: unknown): WechatPayError => {
  try {
    Reflect.apply(createClient, undefined, [value]);
  } catch (error) {
    if (error instanceof WechatPayError) return error;
    throw error;
  }
  throw new Error('the options were accepted');
};

/** The error of a configuration file with the same values. */
const refusedByFile = async (values: object): Promise<WechatPayError> => {
  const place = createPlace();
  place.write('.wechatpayrc.json', JSON.stringify(values));
  return failure(async () => loadCredentials(await place.load(), Date.now()));
};

describe('the keys of a merchant are read alike from a configuration and by createClient', () => {
  test.each<[string, string, object]>([
    ["a private key beside another merchant's certificate", 'KEY_PAIR_MISMATCH', { certificate: otherCertificate }],
    ["a serial other than the certificate's", 'SERIAL_MISMATCH', { serial: PLATFORM }],
    ["the merchant's own certificate under certs", 'OWN_KEY_IN_CERTS', { certs: { [SERIAL]: certificate } }],
    ["the merchant's own public key under certs", 'OWN_KEY_IN_CERTS', { certs: { [ID]: merchant.publicKey } }],
    ["the merchant's private key under certs", 'BAD_KEY', { certs: { [ID]: merchant.privateKey } }],
    [
      'one file with certificate and private key under certs',
      'BAD_KEY',
      { certs: { [ID]: platform + other.privateKey } },
    ],
    ['a bare public key under a serial', 'WRONG_KEY_ID', { certs: { [PLATFORM]: wechatpay.publicKey } }],
    ['a certificate under the id of a public key', 'WRONG_KEY_ID', { certs: { [ID]: platform } }],
    ["a certificate under another's serial", 'WRONG_KEY_ID', { certs: { [SERIAL]: platform } }],
    ['one id twice', 'DUPLICATE_KEY_ID', { certs: { [PLATFORM]: platform, [PLATFORM.toLowerCase()]: platform } }],
    ['an id that is none', 'BAD_SERIAL', { certs: { wechatpay: wechatpay.publicKey } }],
    ['an id in lower case', 'BAD_SERIAL', { certs: { pub_key_id_1: wechatpay.publicKey } }],
    [
      "the platform certificate's serial as one's own",
      'SERIAL_OF_PLATFORM',
      { certificate: undefined, serial: PLATFORM, certs: { [PLATFORM]: platform } },
    ],
    ['a merchant number that is none', 'BAD_MCHID', { mchid: ref('MCHID') }],
    ['a serial that is none', 'BAD_SERIAL', { certificate: undefined, serial: 'hunter2' }],
    ['a certificate as the private key', 'BAD_KEY', { privateKey: certificate }],
    ['an encrypted key without its passphrase', 'KEY_ENCRYPTED', { privateKey: encryptKey(merchant, 'x') }],
    ['a key that is neither PEM nor path', 'BAD_KEY', { privateKey: 'hunter2' }],
    ['a file that does not exist', 'KEY_FILE_NOT_FOUND', { privateKey: '/none/apiclient_key.pem' }],
    ['no private key', 'MISSING_CREDENTIALS', { privateKey: undefined }],
    ['neither certificate nor serial', 'MISSING_CREDENTIALS', { certificate: undefined }],
  ])('%s: %s', async (_, code, changes) => {
    const values = { ...options, ...changes };
    const error = refused(values);
    const byFile = await refusedByFile({ ...values, ...('mchid' in changes && { mchid: '19' }) });
    expect([error.type, error.code]).toEqual(['config', code]);
    expect([byFile.type, byFile.code]).toEqual(['config', code === 'BAD_MCHID' ? 'CONFIG_INVALID' : code]);
    const shown = `${everythingOf(error)}${everythingOf(byFile)}`;
    for (const { privateKey } of [merchant, other]) expect(shown).not.toContain(privateKey.slice(60, 100));
    expect(shown).not.toContain('hunter2');
    expect(error.hint).not.toMatch(/(?:^| )--[a-z]/);
  });

  test('an error names the option, and the entry of certs', () => {
    expect(refused({ ...options, privateKey: certificate }).message).toBe(
      `privateKey: expected the merchant API private key, found the certificate of merchant 1900000001 (serial ${SERIAL})`,
    );
    expect(refused({ ...options, certs: { [ID]: merchant.publicKey } }).message).toBe(
      `certs.${ID}: this is your own certificate or key, not WeChat Pay's`,
    );
    expect(refused({ ...options, serial: PLATFORM }).message).toBe(
      `serial is ${PLATFORM}, but certificate has the serial ${SERIAL}`,
    );
  });

  const armourless = (pem: string) => pem.replace(/-----.+-----|\s/g, '');
  const bundle = certificate + merchant.privateKey;
  const pkcs1 = String(createPrivateKey(merchant.privateKey).export({ type: 'pkcs1', format: 'pem' }));
  const pkcs1Public = String(createPublicKey(wechatpay.publicKey).export({ type: 'pkcs1', format: 'pem' }));
  test.each<[string, Partial<Record<'privateKey' | 'certificate' | 'public' | 'privateKeyPassphrase', string>>]>([
    ['PEM', {}],
    ['PEM with CRLF and a BOM', { privateKey: `\uFEFF${merchant.privateKey.replaceAll('\n', '\r\n')}` }],
    ['PEM with \\n written out', { privateKey: merchant.privateKey.replaceAll('\n', '\\n') }],
    ['PEM as base64', { privateKey: Buffer.from(merchant.privateKey).toString('base64') }],
    ['base64 without armour', { privateKey: armourless(merchant.privateKey), public: armourless(wechatpay.publicKey) }],
    ['PKCS#1', { privateKey: pkcs1, public: pkcs1Public }],
    ['certificate and key in one PEM', { privateKey: bundle, certificate: bundle }],
    ['key and certificate in one PEM', { privateKey: merchant.privateKey + certificate, certificate: bundle }],
    ['one PEM with both, as base64', { privateKey: Buffer.from(bundle).toString('base64') }],
    ['an encrypted key', { privateKey: encryptKey(merchant, 'open'), privateKeyPassphrase: 'open' }],
  ])('as text and as a file: %s', async (_, dressed) => {
    const { public: publicKey = wechatpay.publicKey, ...keys } = dressed;
    const place = createPlace();
    const file = (name: string, content: string) => place.write(name, content);
    const texts = { ...options, ...keys, certs: { [ID]: publicKey } };
    const files = {
      ...texts,
      privateKey: file('key.pem', String(texts.privateKey)),
      certificate: file('cert.pem', String(texts.certificate)),
      certs: { [ID]: file('pub_key.pem', publicKey) },
    };
    for (const values of [texts, files]) {
      place.write('.wechatpayrc.json', JSON.stringify(values));
      const read = [
        readClientOptions(values).credentials,
        (await loadCredentials(await place.load(), Date.now())).credentials,
      ];
      for (const { mchid, serial, privateKey, keyRing } of read) {
        expect({ mchid, serial, ids: keyRing.ids }).toEqual({ mchid: '1900000001', serial: SERIAL, ids: [ID] });
        expect(privateKey?.equals(createPrivateKey(merchant.privateKey))).toBe(true);
        expect(keyRing.find(ID)?.publicKey.equals(createPublicKey(wechatpay.publicKey))).toBe(true);
      }
    }
  });

  test('objects of node:crypto are taken, and judged like text', () => {
    const [own, key] = [new X509Certificate(certificate), createPrivateKey(merchant.privateKey)];
    const { credentials } = readClientOptions({
      ...options,
      certificate: own,
      privateKey: key,
      certs: { [ID]: createPublicKey(wechatpay.publicKey), [PLATFORM]: new X509Certificate(platform) },
    });
    expect(credentials.keyRing.ids).toEqual([ID, PLATFORM]);
    expect(credentials.serial).toBe(SERIAL);
    expect(refused({ ...options, certs: { [ID]: key } }).message).toContain('found a private key');
    expect(refused({ ...options, privateKey: createPublicKey(key) }).message).toContain('found a public key');
    expect(refused({ ...options, privateKey: createSecretKey(Buffer.alloc(32)) }).message).toContain('a secret key');
    expect(refused({ ...options, certs: { [SERIAL]: own } }).code).toBe('OWN_KEY_IN_CERTS');
  });

  test("a ring that was made before is accepted, unless it holds the merchant's own key", () => {
    const ring = (pem: string) => createKeyRing([{ id: ID, kind: 'public-key', publicKey: createPublicKey(pem) }]);
    expect(readClientOptions({ ...options, certs: ring(wechatpay.publicKey) }).credentials.keyRing.ids).toEqual([ID]);
    expect(refused({ ...options, certs: ring(merchant.publicKey) })).toMatchObject({
      code: 'OWN_KEY_IN_CERTS',
      message: `certs.${ID}: this is your own certificate or key, not WeChat Pay's`,
    });
  });

  test('an expired platform certificate is accepted here: it is judged when it verifies', () => {
    const { credentials } = readClientOptions({ ...options, certs: { [PLATFORM]: expired } });
    expect(credentials.keyRing.find(PLATFORM)?.validity?.to.getTime()).toBeLessThan(Date.now());
  });

  test.skipIf(!hasOpenssl)('a .p12 file is told with the command for its own path', () => {
    const { write } = createPlace();
    const path = write("it's mine/apiclient_cert.p12", createP12(merchant));
    const quoted = `'${path.replaceAll("'", "'\\''")}'`;
    expect(refused({ ...options, privateKey: path }).hint).toContain(
      `openssl pkcs12 -legacy -in ${quoted} -nodes -nocerts -out apiclient_key.pem`,
    );
    expect(refused({ ...options, certificate: path }).hint).toContain(
      `openssl pkcs12 -legacy -in ${quoted} -clcerts -nokeys -out apiclient_cert.pem`,
    );
  });
});

describe('options that are no options', () => {
  test.each([
    [undefined, 'createClient: expected an object of options, found undefined'],
    [null, 'createClient: expected an object of options, found null'],
    ['x', 'createClient: expected an object of options, found a string'],
    [[], 'createClient: expected an object of options, found an array'],
    [Promise.resolve(options), 'createClient: expected an object of options, found a promise'],
    [{ ...options, mchid: 1_900_000_001 }, 'createClient: mchid: expected a string, found a number'],
    [{ ...options, mchid: null }, 'createClient: mchid: expected a string, found null'],
    [{ ...options, privatKey: 'x' }, 'createClient: unknown option privatKey. Did you mean privateKey?'],
    [{ ...options, apiV3Key: 'x' }, 'createClient: unknown option apiV3Key. Did you mean apiv3Key?'],
    [
      { ...options, privateKey: 1 },
      'createClient: privateKey: expected a PEM, a path, bytes or a key object, found a number',
    ],
    [
      { ...options, certs: [wechatpay.publicKey] },
      'createClient: certs: expected an object of ids and keys, found an array',
    ],
    [{ ...options, certs: new Map() }, 'createClient: certs: expected an object of ids and keys, found an object'],
    [
      { ...options, certs: { [ID]: undefined } },
      'createClient: certs: entry 1: expected a PEM, a path, bytes or a key or certificate object, found undefined',
    ],
    [{ ...options, timeout: 0 }, 'createClient: timeout: expected a number of seconds above 0 to 86400'],
    [{ ...options, timeout: Number.NaN }, 'createClient: timeout: expected a number of seconds above 0 to 86400'],
    [{ ...options, timeout: '20' }, 'createClient: timeout: expected a number, found a string'],
    [{ ...options, retries: 1.5 }, 'createClient: retries: expected a whole number of retries from 0 to 100'],
    [{ ...options, retries: -1 }, 'createClient: retries: expected a whole number of retries from 0 to 100'],
    [
      { ...options, baseUrl: 'http://example.com' },
      'createClient: baseUrl: plain http is accepted for this machine only (localhost, 127.0.0.1); use https',
    ],
    [{ ...options, baseUrl: 1 }, 'createClient: baseUrl: expected a string, found a number'],
    [{ ...options, language: 'de' }, 'createClient: language: expected one of zh, en'],
    [{ ...options, apiv3Key: 32 }, 'createClient: apiv3Key: expected a string or bytes, found a number'],
    [{ ...options, environment: { now: 5 } }, 'createClient: environment: expected functions, found a number'],
    [{}, 'createClient: missing: mchid, privateKey, certificate (or serial), certs'],
  ])('case %#: %s', (value, message) => {
    const error = refused(value);
    expect({ type: error.type, message: error.message }).toEqual({ type: 'config', message });
    expect(error.hint).toMatch(/./);
  });

  test('all problems are reported at once, and no value is shown', () => {
    const error = refused({ ...options, mchid: 5, timeout: 'hunter2', [`sk_${'x1Y'.repeat(20)}`]: 1 });
    expect(error.message).toBe(
      'createClient: 3 problems:\n- mchid: expected a string, found a number\n- timeout: expected a number, found a string\n- unknown option.',
    );
  });

  test('names of the language are unknown options, and change nothing', () => {
    for (const name of ['__proto__', 'constructor', 'toString']) {
      const value = JSON.parse(`{"${name}": {"mchid": "1900000009"}}`);
      const merged = Object.defineProperties({ ...options }, Object.getOwnPropertyDescriptors(value));
      expect(refused(merged)).toMatchObject({ code: 'CONFIG_INVALID' });
    }
    const certs: unknown = JSON.parse(`{"__proto__": ${JSON.stringify(wechatpay.publicKey)}}`);
    expect(refused({ ...options, certs })).toMatchObject({ code: 'BAD_SERIAL' });
  });

  test('an option that is undefined counts as absent', () => {
    const absent = {
      serial: undefined,
      timeout: undefined,
      retries: undefined,
      baseUrl: undefined,
      apiv3Key: undefined,
    };
    expect(readClientOptions({ ...options, ...absent }).baseUrl).toBe('https://api.mch.weixin.qq.com');
  });
});

describe('loadConfig', () => {
  const setup = (more: object) => {
    const place = createPlace();
    place.write('.wechatpayrc.json', JSON.stringify({ ...options, ...more }));
    const { cwd, home } = place;
    return (env: Record<string, string> = {}) => loadConfig({ cwd, home, env });
  };

  test('does without the APIv3 key until something needs it', async () => {
    const load = setup({ apiv3Key: ref('WECHATPAY_APIV3_KEY') });
    const config = await load();
    expect(createClient(config)).toBeDefined();
    expect((await load({ WECHATPAY_APIV3_KEY: APIV3_KEY })).apiv3Key).toBeDefined();
    expect((await setup({})()).apiv3Key).toBeUndefined();
  });

  test('gives options that print no secret and still work', async () => {
    const config = await setup({ apiv3Key: APIV3_KEY })();
    const forms = [APIV3_KEY, Buffer.from(APIV3_KEY).toString('base64'), '6b 6b 6b 6b', '107,107,107'];
    const printed = [
      JSON.stringify(config),
      inspect(config, { depth: 9, showHidden: true }),
      inspect(readClientOptions(config), { depth: 9, showHidden: true }),
      JSON.stringify(readClientOptions(config)),
      inspect(createClient(config), { depth: 9, showHidden: true }),
    ].join('\n');
    for (const form of [...forms, merchant.privateKey.slice(60, 100)]) expect(printed).not.toContain(form);
    expect(inspect(config)).toContain('apiv3Key: [secret]');
  });

  test('names its own options in errors, and none of the command', async () => {
    const { cwd, home } = createPlace();
    for (const [asked, name] of [
      [{ config: './none.json' }, 'loadConfig: config'],
      [{ profile: 'shop' }, 'loadConfig: profile'],
      [{}, 'missing: mchid'],
    ] as const) {
      const error = await failure(() => loadConfig({ cwd, home, env: {}, ...asked }));
      expect(error.message).toContain(name);
      expect(`${error.message} ${error.hint}`).not.toMatch(/(?:^|[ (`])--[a-z]/);
    }
  });

  test('refuses unknown options: a profile that is spelled differently would be another merchant', async () => {
    const error = await failure(() => Reflect.apply(loadConfig, undefined, [{ profil: 'shop' }]));
    expect(error).toMatchObject({
      code: 'CONFIG_INVALID',
      message: 'loadConfig: unknown option profil. Did you mean profile?',
    });
  });
});
