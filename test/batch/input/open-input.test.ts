import { Readable } from 'node:stream';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Encoding } from '../../../src/batch/encoding/encodings.js';
import { type InputFormat, openInput } from '../../../src/batch/input/open-input.js';
import { inLanguage } from '../../../src/shared/text.js';

/** The rows of a text, whatever the pieces it comes in. */
const read = async (text: string | Buffer, piece = 1 << 16, format?: InputFormat, encoding?: Encoding) => {
  const bytes = Buffer.from(text);
  const pieces = Array.from({ length: Math.ceil(bytes.length / piece) }, (_, at) =>
    bytes.subarray(at * piece, (at + 1) * piece),
  );
  const { head, rows } = await openInput(Readable.from(pieces), format, { encoding });
  const found = [];
  for await (const portion of rows) found.push(...portion);
  return {
    head,
    rows: found.map(({ line, fields, problem }) => ({
      line,
      ...fields,
      ...(problem && { problem: inLanguage(problem, 'en') }),
    })),
  };
};

describe.each([1, 7, 42, 65536])('in pieces of %i bytes', (piece) => {
  it.each([',', ';', '\t'])(
    'reads CSV with %j, quotes, CRLF and a BOM, and counts lines as an editor does',
    async (d) => {
      const text = `\uFEFFopenid${d}service_id\r\no1${d}"a${d}""b"""\r\n\r\n"o\r\n2"${d}\r\n用户${d}x`;
      const { rows } = await read(text, piece);
      expect(rows).toEqual([
        { line: 2, openid: 'o1', service_id: `a${d}"b"` },
        { line: 4, openid: 'o\n2' },
        { line: 6, openid: '用户', service_id: 'x' },
      ]);
    },
  );

  it.each([',', ';', '\t'])('skips empty lines, and no row of empty cells, with %j', async (d) => {
    const { rows } = await read(`openid${d}service_id\n${d}\n\n  \no2${d}\n`, piece);
    expect(rows).toEqual([{ line: 2 }, { line: 5, openid: 'o2' }]);
  });

  it('reads NDJSON, and tells it from CSV by its first character', async () => {
    const { head, rows } = await read(
      '\n{"openid":"o1"}\r\n[1]\n{"openid":\n{"openid":"o\\u20282"}\n{"openid":"a","openid":"b"}',
      piece,
    );
    expect(head).toEqual({ format: 'ndjson' });
    expect(rows).toEqual([
      { line: 2, openid: 'o1' },
      { line: 3, problem: 'it is not a JSON object' },
      { line: 4, problem: 'it is not a valid JSON object: column 11: expected a value' },
      { line: 5, openid: 'o\u20282' },
      { line: 6, problem: 'it is not a valid JSON object: column 15: the key "openid" stands twice in one object' },
    ]);
  });

  it('reads cells of several lines, and a single column', async () => {
    const { head, rows } = await read('openid\n"a\nb\nc"\nd\n"e\n\nf"\n"g\nh"\ni', piece);
    expect(head).toMatchObject({ delimiter: ',', columns: ['openid'] });
    expect(rows.map((row) => [row.line, 'openid' in row && row.openid])).toEqual([
      [2, 'a\nb\nc'],
      [5, 'd'],
      [6, 'e\n\nf'],
      [9, 'g\nh'],
      [11, 'i'],
    ]);
  });

  it('loses no row behind one that is no CSV', async () => {
    const { rows } = await read('openid,b\no1,x"y\no2,"open\no3,1\no4\no5,"a" b\no6,2\n', piece);
    expect(rows.map(({ line }) => line)).toEqual([2, 3, 4, 5, 6, 7]);
    expect(rows.flatMap((row) => ('openid' in row ? row.openid : []))).toEqual(['o3', 'o6']);
    expect(rows).toContainEqual({ line: 5, problem: 'it has 1 cell, the header has 2' });
  });
});

it('reads the same rows in whatever pieces they come, however the quotes stand', async () => {
  const line = fc.stringMatching(/^[o1", ]{0,8}$/);
  await fc.assert(
    fc.asyncProperty(fc.array(line), fc.integer({ min: 1, max: 40 }), async (lines, piece) => {
      const text = `openid,note\n${lines.join('\n')}`;
      expect((await read(text, piece, 'csv')).rows).toEqual((await read(text, text.length, 'csv')).rows);
    }),
  );
});

it('names each of many rows with a quote too many, and keeps the good ones before, between and behind', async () => {
  const inches = Array.from({ length: 20_000 }, (_, at) => (at === 9_999 ? 'between,1' : `o${at},5"`));
  const { rows } = await read(`openid,note\nbefore,"a\nb"\n${inches.join('\n')}\nbehind,2\n`);
  expect(rows.map(({ line }) => line)).toEqual([2, ...Array.from({ length: 20_001 }, (_, at) => at + 4)]);
  expect(rows.filter((row) => 'openid' in row)).toEqual([
    { line: 2, openid: 'before', note: 'a\nb' },
    { line: 10_003, openid: 'between', note: '1' },
    { line: 20_004, openid: 'behind', note: '2' },
  ]);
  expect(rows.at(1)).toEqual({ line: 4, problem: expect.stringContaining('it is not valid CSV: ') });
});

it('says of what is no CSV why, and repeats no more of it than is read', async () => {
  const { rows } = await read(`openid\nab"c\n${'x'.repeat(500_000)}"\n`);
  expect(rows).toEqual([
    { line: 2, problem: 'it is not valid CSV: a quote stands inside a cell that does not begin with one' },
    { line: 3, problem: 'it is not valid CSV: a quote stands inside a cell that does not begin with one' },
  ]);
});

/** 用户 as Excel in China saves it, unless told otherwise. */
const GBK = Buffer.from([0xd3, 0xc3, 0xbb, 0xa7]);

it('takes no text that is not in the named encoding for what it is not: a header is refused, a row by itself', async () => {
  const readUtf8 = (piece: number, ...parts: (string | Buffer)[]) =>
    read(Buffer.concat(parts.map((part) => Buffer.from(part))), piece, undefined, 'utf-8');
  await expect(readUtf8(42, 'openid,', GBK, '\no1,x\n')).rejects.toMatchObject({
    code: 'BAD_ENCODING',
    hint: expect.stringContaining('CSV UTF-8'),
  });
  const csv = await readUtf8(7, 'openid,note\no1,用户\no2,', GBK, '\no3,x\n');
  const problem = expect.stringContaining('it is not in UTF-8');
  expect(csv.rows).toEqual([
    { line: 2, openid: 'o1', note: '用户' },
    { line: 3, problem },
    { line: 4, openid: 'o3', note: 'x' },
  ]);
  const ndjson = await readUtf8(42, '{"openid":"', GBK, '"}\n{"openid":"o2"}\n');
  expect(ndjson.rows).toEqual([
    { line: 1, problem },
    { line: 2, openid: 'o2' },
  ]);
});

it('refuses headers that cannot be used', async () => {
  await expect(read('openid,openid\n')).rejects.toMatchObject({ code: 'BAD_HEADER' });
  await expect(read('openid,,b\n')).rejects.toMatchObject({ code: 'BAD_HEADER' });
  await expect(read(`openid,${'x'.repeat(MEBIBYTE)}\no1,1\n`)).rejects.toMatchObject({
    code: 'LINE_TOO_LONG',
    message: 'line 1: the CSV header is longer than 1048576 bytes',
  });
});

const MEBIBYTE = 1_048_576;
const TOO_LONG = 'it is longer than 1048576 bytes';

describe.each(['\n', '\r\n'])('a line of more than 1 MiB, ended by %j', (end) => {
  const fill = (before: string, length: number, after = '') =>
    before + 'x'.repeat(length - before.length - after.length) + after;

  it.each([65_536, 1_000_001, 10_000_000])('is one wrong row of CSV, in pieces of %i bytes', async (piece) => {
    const lines = ['openid,note', fill('o1,', MEBIBYTE), fill('o2,"', MEBIBYTE + 1), 'o3,3', fill('o4,', 3_000_000)];
    const { rows } = await read(lines.join(end) + end, piece);
    expect(rows).toEqual([
      { line: 2, openid: 'o1', note: expect.stringMatching(/^x+$/) },
      { line: 3, problem: TOO_LONG },
      { line: 4, openid: 'o3', note: '3' },
      { line: 5, problem: TOO_LONG },
    ]);
  });

  it('is one wrong row of NDJSON, the first line too', async () => {
    const [before, after] = ['{"openid":"', '"}'];
    const lines = [fill(before, MEBIBYTE + 1, after), fill(before, MEBIBYTE, after), ' '.repeat(MEBIBYTE + 1), '{}'];
    const { head, rows } = await read(lines.join(end));
    expect(head).toEqual({ format: 'ndjson' });
    expect(rows).toEqual([
      { line: 1, problem: TOO_LONG },
      { line: 2, openid: expect.stringMatching(/^x+$/) },
      { line: 3, problem: TOO_LONG },
      { line: 4 },
    ]);
  });
});

it('an endless line fills no memory, and is a wrong row when it ends after all', async () => {
  const chunk = Buffer.alloc(MEBIBYTE, '用');
  const endless = async function* () {
    yield Buffer.from('openid,note\no1,1\n');
    for (let count = 0; count < 1000; count += 1) yield chunk;
    yield Buffer.from('\no3,3\n');
  };
  const before = process.memoryUsage().arrayBuffers;
  const { rows } = await openInput(endless(), 'csv');
  const found = [];
  for await (const portion of rows) found.push(...portion);
  expect(found).toMatchObject([
    { line: 2, fields: { openid: 'o1' } },
    { line: 3, problem: { en: TOO_LONG } },
    { line: 4, fields: { openid: 'o3' } },
  ]);
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(100 * MEBIBYTE);
});

it.each([
  [10_484, true],
  [10_486, false],
])('a row of CSV over 100 lines of %i bytes is one row: %s, for it has 1 MiB in all', async (length, right) => {
  const lines = Array.from({ length: 100 }, (_, at) =>
    at === 0 ? 'o1,"'.padEnd(length, 'x') : at === 99 ? '"'.padStart(length, 'x') : 'x'.repeat(length),
  );
  const { rows } = await read(`openid,note\n${lines.join('\n')}\no2,2\n`);
  if (right) expect(rows).toMatchObject([{ line: 2, openid: 'o1' }, { openid: 'o2' }]);
  else expect(rows.map(({ line }) => line)).toEqual(Array.from({ length: 101 }, (_, at) => at + 2));
  expect(rows.at(-1)).toEqual({ line: 102, openid: 'o2', note: '2' });
});
