import { Readable } from 'node:stream';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type Line, readLines } from '../../../src/batch/input/lines.js';

const LIMIT = 5;

const linesOf = async (bytes: Buffer, piece: number): Promise<Line[]> => {
  const pieces = Array.from({ length: Math.ceil(bytes.length / piece) }, (_, at) =>
    bytes.subarray(at * piece, (at + 1) * piece),
  );
  const found = [];
  for await (const portion of readLines(Readable.from(pieces), LIMIT)) found.push(...portion);
  return found;
};

it('lines are found where they are, and those over the limit are told apart to the byte, in whatever pieces', async () => {
  const part = fc.stringMatching(/^[a用]{0,6}$/);
  const end = fc.constantFrom('\n', '\r\n');
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(part, end)), part, fc.nat(20), async (ended, rest, piece) => {
      const all = [...ended, ...(rest === '' ? [] : [[rest, ''] as const])];
      let endOffset = 0;
      const expected = all.map(([text, end], at) => {
        endOffset += Buffer.byteLength(text + end);
        const tooLong = Buffer.byteLength(text) > LIMIT;
        return { number: at + 1, terminated: end !== '', endOffset, tooLong, ...(!tooLong && { text }) };
      });
      const found = await linesOf(Buffer.from(all.flat().join('')), piece + 1);
      expect(found).toMatchObject(expected);
      for (const [at, { text, tooLong }] of found.entries()) {
        if (tooLong) expect(all[at]?.[0].startsWith(text)).toBe(true);
      }
    }),
  );
});
