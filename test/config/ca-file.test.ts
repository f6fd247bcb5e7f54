import { describe, expect, test } from 'vitest';
import { loadCa } from '../../src/config/ca-file.js';
import { EC_CERTIFICATE } from '../apiv3/certificate.vectors.js';
import { createPlace, failure } from './helpers.js';
import { createCertificate, createKey } from './keys.js';

const createAuthority = () => createCertificate(createKey(), '01');

describe('caFile', () => {
  test('is read from beside the configuration file, with several certificates and text between them', async () => {
    const { write, load } = createPlace();
    const [first, second] = [await createAuthority(), await createAuthority()];
    write('.wechatpayrc', 'caFile: ./ca.pem');
    write('ca.pem', `# company\r\n${first}\n# old\n${second}`);
    const ca = loadCa(await load()) ?? '';
    expect(ca.replace(/\s/g, '')).toBe(`${first}${second}`.replace(/\s/g, ''));
  });

  test('may hold an authority with an elliptic-curve key', async () => {
    const { write, load } = createPlace();
    write('.wechatpayrc.json', JSON.stringify({ caFile: EC_CERTIFICATE }));
    expect(loadCa(await load())).toBe(EC_CERTIFICATE);
  });

  test('may be the PEM itself, and may be left out', async () => {
    const { write, load } = createPlace();
    expect(loadCa(await load())).toBeUndefined();
    const pem = await createAuthority();
    write('.wechatpayrc.json', JSON.stringify({ caFile: pem }));
    expect(loadCa(await load())?.trim()).toBe(pem.trim());
  });

  test.each([
    ['a private key', () => createKey().privateKey, 'expected certificates in PEM form, found none'],
    ['an end that is missing', () => '-----BEGIN CERTIFICATE-----\nAAAA', 'certificate 1 has no -----END'],
    [
      'what is not a certificate',
      () => '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----',
      'certificate 1',
    ],
  ])('with %s is refused, and nothing of it is shown', async (_, content, problem) => {
    const { write, load } = createPlace();
    write('.wechatpayrc', 'caFile: ./ca.pem');
    const file = write('ca.pem', content());
    const settings = await load();
    const error = await failure(() => loadCa(settings));
    expect(error.type).toBe('config');
    expect(error.message).toContain(file);
    expect(error.message).toContain(problem);
    expect(error.message).not.toContain(createKey().privateKey.slice(100, 140));
  });
});

describe('proxy', () => {
  test.each([
    ['http://proxy.example.com:8080', 'http://proxy.example.com:8080'],
    ['proxy.example.com:8080', 'http://proxy.example.com:8080'],
    ['https://u:p@proxy.example.com', 'https://u:p@proxy.example.com'],
  ])('%s is taken as %s', async (written, taken) => {
    const { write, load } = createPlace();
    write('.wechatpayrc', `proxy: ${written}`);
    expect((await load()).values.proxy).toBe(taken);
  });

  test.each(['socks5://proxy.example.com', 'http://proxy.example.com/path', 'http://', 'a b', 'http://h:99999'])(
    '%s is refused',
    async (written) => {
      const { write, load } = createPlace();
      write('.wechatpayrc', `proxy: "${written}"`);
      expect((await failure(load)).message).toContain('proxy: expected the address of a proxy');
    },
  );
});
