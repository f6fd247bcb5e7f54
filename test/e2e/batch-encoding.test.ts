import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { encodeText } from '../../src/batch/encoding/encode-text.js';
import { ENCODINGS, type Encoding } from '../../src/batch/encoding/encodings.js';
import { freshMachine, type Machine, type RunningSandbox } from './wxpay.js';

let machine: Machine;
let sandbox: RunningSandbox;
beforeAll(async () => {
  machine = await freshMachine({ inProcess: true });
  sandbox = await machine.startSandbox(['--data', ':memory:']);
});
afterAll(() => machine.dispose());

const SHOP = '隔夜归还门店';
const NAMES: Readonly<Record<Encoding, string>> = { 'utf-8': 'UTF-8', gb18030: 'GB18030', 'utf-16le': 'UTF-16LE' };

let count = 0;
const file = (bytes: Uint8Array | string, extension = 'csv'): string => {
  count += 1;
  const path = join(machine.home, `rows-${count}.${extension}`);
  writeFileSync(path, bytes);
  return path;
};
const batch = (path: string, args: readonly string[] = [], stdin?: Uint8Array) =>
  machine.run(['insurance', 'batch', path, '--config', sandbox.config, '--keep', 'shop', ...args], {
    ...(stdin && { stdin }),
  });
const parsed = (text: string) =>
  text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));

describe.each(ENCODINGS)('a file in %s', (encoding) => {
  const text = `openid,shop\r\no-${encoding},${SHOP}\r\n`;
  const mark = encoding === 'utf-16le' ? '\uFEFF' : '';

  it('is read as what it is, which is said on stderr', async () => {
    const path = file(encodeText(mark + text, encoding));
    const { code, stdout, stderr } = await batch(path);
    expect(stderr).toContain(`${path}: read as ${NAMES[encoding]}`);
    expect(code).toBe(0);
    expect(parsed(stdout)).toMatchObject([{ line: 2, status: 'created', keep: { shop: SHOP } }]);
  });

  it('may come from stdin', async () => {
    const { code, stdout } = await batch('-', ['-q'], encodeText(mark + text, encoding));
    expect(code).toBe(0);
    expect(parsed(stdout)).toMatchObject([{ keep: { shop: SHOP } }]);
  });

  it('whose encoding is named gives failed rows in the same one, to be corrected and sent', async () => {
    const path = file(encodeText(`${mark}openid,shop\no ${encoding},${SHOP}\n`, encoding));
    const failed = `${path}.failed.csv`;
    const refused = await batch(path, ['-q', '--encoding', encoding, '--failed', failed]);
    expect(refused.code).toBe(7);
    const written = new TextDecoder(encoding, { ignoreBOM: true }).decode(readFileSync(failed));
    expect(written).toMatch(
      new RegExp(`^${encoding === 'gb18030' ? '' : '\uFEFF'}failed_reason,out_order_no,openid,shop\n`),
    );
    writeFileSync(failed, encodeText(written.replaceAll(`o ${encoding}`, `ox-${encoding}`), encoding));
    const { code, stdout } = await batch(failed, ['-q', '--encoding', encoding]);
    expect(code).toBe(0);
    expect(parsed(stdout)).toMatchObject([{ status: 'created', keep: { shop: SHOP } }]);
  });
});

it('the failed rows of another file are in UTF-8 with the mark that Excel needs', async () => {
  const path = file(encodeText(`openid,shop\no x,${SHOP}\n`, 'gb18030'));
  await batch(path, ['-q', '--failed', `${path}.failed.csv`]);
  const written = readFileSync(`${path}.failed.csv`);
  expect(written.subarray(0, 3).toString('hex')).toBe('efbbbf');
  expect(written.toString()).toContain(SHOP);
});

it('--excel-safe keeps a spreadsheet from taking a cell of the failed rows for a formula', async () => {
  const path = file('openid,shop\no x,"=HYPERLINK(""x"")"\n');
  await batch(path, ['-q', '--failed', `${path}.failed.csv`, '--excel-safe']);
  expect(readFileSync(`${path}.failed.csv`, 'utf8')).toContain(`,"'=HYPERLINK(""x"")"`);
});

it('says nothing of the encoding of mere ASCII', async () => {
  const { stderr } = await batch(file('openid,shop\nascii,x\n'));
  expect(stderr).not.toContain('read as');
});

describe('refuses, before anything is sent,', () => {
  it.each([
    [
      'an Excel workbook',
      Buffer.from('PK\u0003\u0004rest'),
      'NOT_TEXT',
      'the input is an Excel workbook; expected CSV or NDJSON',
    ],
    [
      'UTF-8 with a line in GBK',
      Buffer.concat([Buffer.from('openid,shop\na,隔夜\nb,归还\n'), encodeText('c,门店编号\n', 'gb18030')]),
      'BAD_ENCODING',
      'line 4 is not in UTF-8, while others are',
    ],
    [
      'what is neither UTF-8 nor GB18030',
      Buffer.from([...Buffer.from('openid\nok\n'), 0xff, 0x0a]),
      'BAD_ENCODING',
      'line 3 is neither UTF-8 nor GB18030',
    ],
  ])('%s, with the way on', async (_, bytes, code, message) => {
    const ended = await batch(file(bytes), ['--json']);
    expect(ended).toMatchObject({ code: 2, stdout: '' });
    const { error } = JSON.parse(ended.stderr);
    expect(error).toMatchObject({ code, message });
    expect(error.hint).toContain('CSV UTF-8');
  });
});

it('--resume does not change the encoding', async () => {
  const path = file(encodeText(`openid,shop\nr1,${SHOP}\n`, 'gb18030'));
  const kept = ['-q', '--results', `${path}.results`];
  expect((await batch(path, kept)).code).toBe(0);
  expect((await batch(path, [...kept, '--resume'])).code).toBe(0);
  const { code, stderr } = await batch(path, [...kept, '--resume', '--encoding', 'utf-8']);
  expect(code).toBe(2);
  expect(stderr).toContain('its encoding is "gb18030", not "utf-8"');
});
