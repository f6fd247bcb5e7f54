import { expect, test } from 'vitest';
import { pathFrom } from '../../src/shared/relative-path.js';

test.each([
  ['/home/shop', '/home/shop/apiclient_key.pem', './apiclient_key.pem'],
  ['/home/shop', '/home/shop/keys/apiclient_key.pem', './keys/apiclient_key.pem'],
  ['/home/shop', '/home/apiclient_key.pem', '../apiclient_key.pem'],
  ['/home/shop', '/home/shop/.keys/a.pem', './.keys/a.pem'],
])('from %s, %s is %s', (folder, file, path) => {
  expect(pathFrom(folder, file)).toBe(path);
});
