import { Readable } from 'node:stream';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeInput } from '../../../src/batch/encoding/decode-input.js';
import { encodeText } from '../../../src/batch/encoding/encode-text.js';
import { ENCODINGS, type Encoding } from '../../../src/batch/encoding/encodings.js';

const inPieces = (bytes: Buffer, piece: number): Buffer[] =>
  Array.from({ length: Math.ceil(bytes.length / piece) }, (_, at) => bytes.subarray(at * piece, (at + 1) * piece));

const decode = async (bytes: Buffer, { piece = 1 << 16, encoding }: { piece?: number; encoding?: Encoding } = {}) => {
  const found: Encoding[] = [];
  const parts: Uint8Array[] = [];
  const source = Readable.from(inPieces(bytes, piece));
  for await (const part of decodeInput(source, { encoding, onDetected: (one) => found.push(one) })) parts.push(part);
  return { text: Buffer.concat(parts).toString('utf8'), found };
};

const TEXT = 'openid,shop\r\no1,隔夜归还\r\no2,"充电宝，€"\r\no3,plain\r\n';

describe.each([1, 3, 7, 65536])('decodeInput, in pieces of %i bytes', (piece) => {
  it.each(ENCODINGS)('reads %s when it is named', async (encoding) => {
    expect(await decode(encodeText(TEXT, encoding), { piece, encoding })).toEqual({ text: TEXT, found: [] });
  });

  it.each(ENCODINGS)('finds %s out by its byte order mark', async (encoding) => {
    const marked = `\uFEFF${TEXT}`;
    expect(await decode(encodeText(marked, encoding), { piece })).toEqual({ text: marked, found: [encoding] });
  });

  it.each(['utf-8', 'gb18030'] as const)('finds %s out without one', async (encoding) => {
    expect(await decode(encodeText(TEXT, encoding), { piece })).toEqual({ text: TEXT, found: [encoding] });
  });

  it('says nothing of ASCII', async () => {
    expect(await decode(Buffer.from('openid\no1\n'), { piece })).toEqual({ text: 'openid\no1\n', found: [] });
  });

  it('refuses what is neither UTF-8 nor GB18030, with the line', async () => {
    const bytes = Buffer.concat([Buffer.from('openid\no1\n'), Buffer.from([0x6f, 0xff, 0x2c, 0x0a])]);
    await expect(decode(bytes, { piece })).rejects.toThrow('is neither UTF-8 nor GB18030');
  });
});

describe('decodeInput', () => {
  it.each([
    ['.xlsx', 'PK\u0003\u0004\u0014'],
    ['.xls', Buffer.from('d0cf11e0a1b11ae1', 'hex')],
  ])('refuses an Excel workbook %s by name', async (_, bytes) => {
    await expect(decode(Buffer.from(bytes))).rejects.toMatchObject({ code: 'NOT_TEXT' });
  });

  it('refuses UTF-16BE', async () => {
    await expect(decode(encodeText(`\uFEFF${TEXT}`, 'utf-16le').swap16())).rejects.toMatchObject({
      code: 'BAD_ENCODING',
    });
  });

  it('refuses UTF-8 with a line that is not, instead of reading it all as GB18030', async () => {
    const lines = ['openid,shop', 'o1,隔夜归还', 'o2,充电宝'].map((line) => encodeText(`${line}\n`, 'utf-8'));
    const bytes = Buffer.concat([...lines, encodeText('o3,联通公司\n', 'gb18030')]);
    await expect(decode(bytes)).rejects.toThrow('line 4 is not in UTF-8, while others are');
  });

  it('reads a file of GB18030 although one line of it is valid UTF-8 by chance', async () => {
    const rows = Array.from({ length: 200 }, (_, at) => `o${at},北京\n`).join('');
    // The famous one: these two characters in GBK are valid UTF-8.
    const text = `openid,shop\n${rows}o,联通\n`;
    expect(await decode(encodeText(text, 'gb18030'))).toEqual({ text, found: ['gb18030'] });
  });

  it.each([0, 1, 2])('judges a line without an end by its beginning, cut %i bytes into a character', async (cut) => {
    const start = `${'x'.repeat(1024 * 1024 - 3 + cut)}用户`;
    const { found } = await decode(Buffer.from(start.repeat(2)), { piece: 1024 * 1024 });
    expect(found).toEqual(['utf-8']);
  });

  it('passes ASCII on before the source has ended', async () => {
    async function* source() {
      yield Buffer.from('openid\no1\n');
      await new Promise(() => {});
    }
    const { value } = await decodeInput(source(), { encoding: undefined }).next();
    expect(Buffer.from(value ?? []).toString()).toBe('openid\no1\n');
  });

  it('keeps every line where it is, whatever bytes a line has in GB18030', async () => {
    const line = fc.array(
      fc.integer({ min: 0, max: 255 }).filter((byte) => byte !== 0x0a),
      { maxLength: 12 },
    );
    await fc.assert(
      fc.asyncProperty(fc.array(line, { minLength: 1 }), fc.integer({ min: 1, max: 9 }), async (lines, piece) => {
        const bytes = Buffer.from(lines.flatMap((one) => [...one, 0x0a]));
        const { text } = await decode(bytes, { piece, encoding: 'gb18030' });
        expect(text.split('\n')).toHaveLength(lines.length + 1);
      }),
    );
  });
});
