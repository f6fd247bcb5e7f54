import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { loadCredentials } from '../../src/config/credentials.js';
import { createPlace, everythingOf, failure } from './helpers.js';
import { createCertificate, createKey, endOf } from './keys.js';

const merchant = createKey();
const own = await createCertificate(merchant, '0A0B');
const [first, second] = [createKey(), createKey()];
const OLD = '5157F09EFDC096DE15EBE81A47057A7232F1B8E1';
const NEW = '0157F09EFDC096DE15EBE81A47057A7232F1B8E2';
const platform = {
  [OLD]: await createCertificate(first, OLD, 'Tenpay', 100),
  [NEW]: await createCertificate(second, NEW, 'Tenpay', 1000),
};
const ID = 'PUB_KEY_ID_0114232134912410000000000000';
const DAY = 86_400_000;
const NOW = Date.now();

const setup = (certs: Record<string, string>) => {
  const place = createPlace();
  const pems = {
    own,
    ownKey: merchant.privateKey,
    public1: first.publicKey,
    public2: second.publicKey,
    old: platform[OLD],
    new: platform[NEW],
  };
  for (const [name, pem] of Object.entries(pems)) place.write(`${name}.pem`, pem ?? '');
  const document = { mchid: '1900000001', privateKey: './ownKey.pem', certificate: './own.pem', certs };
  const file = place.write('.wechatpayrc.json', JSON.stringify(document));
  return { ...place, file, read: async (now = NOW) => loadCredentials(await place.load(), now) };
};
const problem = (certs: Record<string, string>) => {
  const { cwd, file, read } = setup(certs);
  return failure(read).then((error) => ({ error, cwd, file }));
};

describe('certs', () => {
  test('public keys and certificates side by side, in the order in which they are configured', async () => {
    const certs = { [OLD]: './old.pem', [ID]: './public1.pem', [NEW]: './new.pem', PUB_KEY_ID_2: './public2.pem' };
    const { credentials } = await setup(certs).read();
    expect(credentials.keyRing.ids).toEqual([OLD, ID, NEW, 'PUB_KEY_ID_2']);
    expect(credentials.keyRing.preferred(NOW)?.id).toBe(ID);
  });

  test('PUB_KEY_ID_… is kept byte for byte, whatever its length', async () => {
    for (const id of ['PUB_KEY_ID_1', 'PUB_KEY_ID_00ab', ID]) {
      expect((await setup({ [id]: './public1.pem' }).read()).credentials.keyRing.ids).toEqual([id]);
    }
  });

  test.each([OLD.toLowerCase(), `serial=${OLD}`, OLD.replace(/..(?!$)/g, '$&:'), ` ${OLD}\n`])(
    'a serial written as %j is the same',
    async (id) => {
      expect((await setup({ [id]: './old.pem' }).read()).credentials.keyRing.ids).toEqual([OLD]);
    },
  );

  test('a serial that lost its leading zero is the same', async () => {
    expect((await setup({ [NEW.slice(1)]: './new.pem' }).read()).credentials.keyRing.ids).toEqual([NEW]);
  });

  test('a serial that YAML took for a number is told to be put in quotes', async () => {
    const { write, load, cwd } = setup({});
    write(
      '.wechatpayrc',
      'mchid: 1900000001\nprivateKey: ownKey.pem\ncertificate: own.pem\ncerts:\n  5157098612345678901234567890123456789012: ./old.pem\n',
    );
    const error = await failure(async () => loadCredentials(await load(), NOW));
    expect(error).toMatchObject({ code: 'BAD_SERIAL', hint: 'Put quotes around it.' });
    expect(error.message).toContain(`${join(cwd, '.wechatpayrc')}: certs.`);
  });

  test.each(['own.pem', 'ownPublic.pem'])("the merchant's own certificate or key is refused: %s", async (name) => {
    const shop = setup({ [ID]: `./${name}` });
    shop.write('ownPublic.pem', merchant.publicKey);
    const error = await failure(shop.read);
    expect(error).toMatchObject({
      type: 'config',
      code: 'OWN_KEY_IN_CERTS',
      hint: expect.stringContaining('Account Center → API Security'),
    });
    expect(error.message).toBe(
      `${shop.file}: certs.${ID} (${join(shop.cwd, name)}): this is your own certificate or key, not WeChat Pay's`,
    );
  });

  test("the merchant's private key is refused by its label", async () => {
    const { error } = await problem({ [ID]: './ownKey.pem' });
    expect(error).toMatchObject({
      type: 'config',
      code: 'BAD_KEY',
      message: expect.stringContaining('found a private key'),
    });
  });

  test("a certificate under another's serial is refused, and both are named", async () => {
    const { error, cwd, file } = await problem({ [OLD]: './new.pem' });
    expect(error).toMatchObject({ type: 'config', code: 'WRONG_KEY_ID' });
    expect(error.message).toBe(
      `${file}: certs.${OLD} (${join(cwd, 'new.pem')}): this certificate has the serial ${NEW}, but stands under ${OLD}`,
    );
  });

  test('a certificate under the id of a public key is refused, and so is a bare public key under a serial', async () => {
    const certificate = (await problem({ [ID]: './old.pem' })).error;
    expect(certificate).toMatchObject({
      code: 'WRONG_KEY_ID',
      message: expect.stringContaining(`found a certificate (serial ${OLD})`),
    });
    const key = (await problem({ [OLD]: './public1.pem' })).error;
    expect(key).toMatchObject({ code: 'WRONG_KEY_ID', message: expect.stringContaining('found a bare public key') });
    expect(key.hint).toContain('PUB_KEY_ID_');
  });

  test('one id twice is refused', async () => {
    const { error } = await problem({ [OLD]: './old.pem', [OLD.toLowerCase()]: './old.pem' });
    expect(error).toMatchObject({ code: 'DUPLICATE_KEY_ID', message: expect.stringContaining(OLD.toLowerCase()) });
  });

  test('a key in the place of its id is not shown', async () => {
    for (const id of [merchant.privateKey, 'Zm9vYmFyQmF6MTIzNDU2Nzg5MGFiY2RlZg=='.slice(0, 32)]) {
      const { error, file } = await problem({ [id]: ID });
      expect(error.type).toBe('config');
      expect(error.message).toContain(`${file}: certs.#1`);
      expect(everythingOf(error)).not.toContain(id.slice(0, 40));
    }
  });

  test.each(['__proto__', 'constructor', 'toString'])('a name of the language is an id like others: %s', async (id) => {
    const shop = setup({});
    const certs = `{"${id}": "./public1.pem"}`;
    shop.write(
      '.wechatpayrc.json',
      `{"mchid": "1900000001", "privateKey": "./ownKey.pem", "certificate": "./own.pem", "certs": ${certs}}`,
    );
    expect(await failure(shop.read)).toMatchObject({
      type: 'config',
      code: expect.stringMatching(/BAD_SERIAL|MISSING_/),
    });
  });

  test('an id from the environment is blamed on its own variable', async () => {
    const { load } = setup({});
    const env = { WECHATPAY_PUBLIC_KEY: first.publicKey, WECHATPAY_PUBLIC_KEY_ID: 'pub_key_id_0114' };
    const error = await failure(async () => loadCredentials(await load(env), NOW));
    expect(error.message).toMatch(/^WECHATPAY_PUBLIC_KEY_ID: expected an id that begins with PUB_KEY_ID_/);
  });

  test('an id that is no serial is refused with its place', async () => {
    const { error, file } = await problem({ wechatpay: './public1.pem' });
    expect(error).toMatchObject({ code: 'BAD_SERIAL', message: expect.stringContaining(`${file}: certs.wechatpay`) });
  });

  test('a certificate that expires within 30 days, or has expired, brings a warning with the date', async () => {
    const shop = setup({ [OLD]: './old.pem', [NEW]: './new.pem' });
    const end = endOf(platform[OLD] ?? '');
    const date = new Date(end).toISOString().slice(0, 10);
    expect((await shop.read(end - 31 * DAY)).warnings).toEqual([]);
    const { warnings, credentials } = await shop.read(end - 10 * DAY);
    expect(warnings).toHaveLength(1);
    expect(warnings[0]?.en).toContain(
      `certs.${OLD} (${shop.cwd}/old.pem): the certificate expires on ${date}, in 10 days`,
    );
    expect(credentials.keyRing.find(OLD)?.validity?.to.getTime()).toBe(end);
    expect((await shop.read(end + DAY)).warnings[0]?.en).toContain(`expired on ${date}`);
  });
});
