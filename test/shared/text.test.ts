import { expect, test } from 'vitest';
import { createTexts, inLanguage, joinWordings, type Text, toText } from '../../src/shared/text.js';

const say = createTexts({
  en: { missing: (file: string) => `${file} is missing`, because: (reason: Text) => `refused: ${reason.en}` },
  zh: { missing: (file: string) => `缺少 ${file}`, because: (reason: Text) => `被拒绝：${reason.zh}` },
});

test('a text holds every language, and so does one that is made of it', () => {
  expect(say('because', say('missing', 'a.pem'))).toEqual({
    en: 'refused: a.pem is missing',
    zh: '被拒绝：缺少 a.pem',
  });
});

test('what reads the same in every language needs no table', () => {
  expect(toText('a.pem')).toEqual({ en: 'a.pem', zh: 'a.pem' });
  expect(inLanguage('a.pem', 'zh')).toBe('a.pem');
});

test('wordings are joined language by language, and missing ones are left out', () => {
  const joined = joinWordings([say('missing', 'a'), undefined, 'b'], { en: '. ', zh: '。' });
  expect(joined).toEqual({ en: 'a is missing. b', zh: '缺少 a。b' });
});
