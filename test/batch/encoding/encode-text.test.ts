import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeText } from '../../../src/batch/encoding/encode-text.js';
import { ENCODINGS } from '../../../src/batch/encoding/encodings.js';

describe('encodeText', () => {
  it.each(ENCODINGS)('is undone by the decoder of Node, in %s', (encoding) => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 40 }), (text) => {
        const decoder = new TextDecoder(encoding, { ignoreBOM: true });
        return decoder.decode(encodeText(text, encoding)) === text;
      }),
    );
  });

  // printf '你好,€1\n𠮷' | iconv -f UTF-8 -t GB18030 | xxd -p
  it('writes GB18030 as iconv does', () => {
    expect(encodeText('你好,€1\n𠮷', 'gb18030').toString('hex')).toBe('c4e3bac32ca2e3310a9534b235');
  });

  it('replaces a single surrogate, which no encoding has', () => {
    expect(encodeText('a\uD800b', 'gb18030').toString()).toBe('a?b');
    expect(encodeText('a\uD800b', 'utf-8').toString()).toBe('a\uFFFDb');
  });
});
