import { createRequire } from 'node:module';
import { describe, expect, test } from 'vitest';
import { createPlace, everythingOf, failure } from './helpers.js';

const loadedPackages = () =>
  Object.keys(createRequire(import.meta.url).cache).flatMap((path) => /node_modules\/([^/]+)/.exec(path)?.[1] ?? []);

// That the command loads no YAML parser either is in test/e2e/startup.test.ts.
test('no file loads a package of cosmiconfig that only its own loaders need', async () => {
  const { write, load } = createPlace();
  write('package.json', '{"name": "shop"}');
  for (const name of ['.wechatpayrc', '.wechatpayrc.json']) {
    write(name, '{"mchid": "1900000001"}');
    await load({}, { configFile: name });
  }
  await load({});
  expect(loadedPackages()).toContain('cosmiconfig');
  write('.wechatpayrc.yaml', 'mchid: "1900000001"');
  await load({}, { configFile: '.wechatpayrc.yaml' });
  for (const name of ['parse-json', 'import-fresh', 'typescript']) expect(loadedPackages()).not.toContain(name);
});

describe('BOM and CRLF do no harm', () => {
  const json = '{\r\n  "mchid": "1900000001",\r\n  "serial": "ABCD"\r\n}\r\n';
  const yaml = 'mchid: "1900000001"\r\nserial: "ABCD"\r\n';
  test.each([
    ['.wechatpayrc', json],
    ['.wechatpayrc', yaml],
    ['.wechatpayrc.json', json],
    ['.wechatpayrc.yaml', yaml],
    ['.wechatpayrc.yml', yaml],
    ['package.json', `{"wechatpay": ${json}}`],
  ])('%s %#', async (name, content) => {
    const { write, load } = createPlace();
    write(name, `\uFEFF${content}`);
    expect((await load()).values).toMatchObject({ mchid: '1900000001', serial: 'ABCD' });
  });
});

describe('.wechatpayrc may be YAML or JSON', () => {
  test.each([
    ['JSON', '{"mchid": "1900000001"}'],
    ['JSON indented with tabs', '\n{\n\t"mchid": "1900000001"\n}'],
    ['YAML', 'mchid: "1900000001"'],
    ['YAML in braces', '{mchid: "1900000001",}'],
  ])('%s', async (_, content) => {
    const { write, load } = createPlace();
    write('.wechatpayrc', content);
    expect((await load()).values.mchid).toBe('1900000001');
  });
});

describe('a file that cannot be parsed', () => {
  const SECRET = 'hunter2secretvalue';
  test.each([
    ['.wechatpayrc.json', `{\n  "mchid": "1",\n  "apiv3Key": ${SECRET}\n}`, '3:15: not valid JSON: expected a value'],
    [
      '.wechatpayrc.json',
      `{"apiv3Key": "${SECRET}`,
      '1:14: not valid JSON: this string does not end on its line, or has an invalid escape',
    ],
    ['.wechatpayrc.json', `{"apiv3Key": "${SECRET}" "b"}`, '1:35: not valid JSON: expected a comma or }'],
    [
      '.wechatpayrc.json',
      `{\r\n"apiv3Key": "${SECRET}",\r\n}`,
      '3:1: not valid JSON: expected a name in double quotes',
    ],
    ['.wechatpayrc.json', `{"apiv3Key": "${SECRET}"} x`, '1:36: not valid JSON: expected nothing more'],
    ['.wechatpayrc.yaml', `mchid: "1"\napiv3Key: *${SECRET}\n`, '2:30: not valid YAML: unidentified alias'],
    ['.wechatpayrc.yaml', `apiv3Key: !${SECRET} x\n`, '1:32: not valid YAML: unknown tag'],
    [
      '.wechatpayrc.yaml',
      `apiv3Key: "${SECRET}\n`,
      '2:1: not valid YAML: unexpected end of the stream within a double quoted scalar',
    ],
    ['.wechatpayrc', `mchid: "1"\n\tapiv3Key: ${SECRET}\n`, '2:1: not valid YAML: '],
    ['.wechatpayrc', `{"apiv3Key": "${SECRET}" "b"}`, '1:35: not valid YAML: '],
    ['.wechatpayrc', `a: ${SECRET}\n---\nb: ${SECRET}\n`, ': not valid YAML: expected a single document'],
  ])('%s %#: line, column and reason are told, the content never', async (name, content, expected) => {
    const { write, load } = createPlace();
    const file = write(name, content);
    const error = await failure(load);
    expect(error).toMatchObject({ type: 'config', code: 'CONFIG_SYNTAX' });
    expect(error.message).toContain(file);
    expect(error.message).toContain(expected);
    expect(everythingOf(error)).not.toContain(SECRET.slice(0, 6));
  });

  test('nested without end is a syntax error too', async () => {
    const { write, load } = createPlace();
    write('.wechatpayrc.json', '['.repeat(100));
    expect(await failure(load)).toMatchObject({ code: 'CONFIG_SYNTAX' });
  });
});

test.each(['just text', '[1, 2]', '42'])('content that is no set of keys is refused: %s', async (content) => {
  const { write, load } = createPlace();
  const file = write('.wechatpayrc', content);
  expect((await failure(load)).message).toBe(`${file}: expected keys with values`);
});
