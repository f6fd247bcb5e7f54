import { expect, test } from 'vitest';
import { linesOfText } from '../../../../src/cli/commands/config/key-lines.js';

const SERIAL = '5157091098112011111111111111111111111111';
const YAML = `# ours
mchid: "1900000109"
insurance:
  # where to
  notifyUrl: https://a.example
certs: {
  ${SERIAL}: a.pem,
  PUB_KEY_ID_1: b.pem }
common: &common
  timeout: 3
profiles:
  "shop.a":
    <<: *common
    retries: 1
`;
const JSON_TEXT = '{\n\t"mchid": "1900000109",\n\t"insurance": {\r\n\t\t"notifyUrl": "https://a.example"\n\t}\n}';

test.each([
  [['mchid'], 2],
  [['insurance'], 3],
  [['insurance', 'notifyUrl'], 5],
  [['certs', SERIAL], 7],
  [['certs', 'PUB_KEY_ID_1'], 8],
  [['profiles', 'shop.a', 'retries'], 14],
  [['profiles', 'shop.a', 'timeout'], undefined],
  [['profiles', 'shop', 'a'], undefined],
  [['mchid', 'deeper'], undefined],
  [['toString'], undefined],
])('in YAML %j stands on line %s', (path, line) => {
  expect(linesOfText(YAML)(path)).toBe(line);
});

test('in JSON with tabs, and line ends of two kinds', () => {
  const find = linesOfText(JSON_TEXT);
  expect([find(['mchid']), find(['insurance', 'notifyUrl'])]).toEqual([2, 4]);
});

test.each(['', '# nothing\n', '3', '- a'])('in %j nothing stands anywhere', (text) => {
  expect(linesOfText(text)(['mchid'])).toBeUndefined();
});
