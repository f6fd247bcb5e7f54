import { expect, test } from 'vitest';
import { checkVariable } from '../../../../../src/cli/commands/config/init/values.js';
import { toText } from '../../../../../src/shared/text.js';

test.each([
  ['WECHATPAY_APIV3_KEY', false],
  ['WECHATPAY_APIV3_KEY_OF_SHOP_NUMBER', false],
  ['SHOP_KEY', true],
])('%s may hold the APIv3 key', (name, isTrusted) => {
  expect(checkVariable(name, isTrusted)).toBeUndefined();
});

test.each(['0123456789ABCDEF0123456789ABCDEF', 'ABCDEFGHIJKLMNOPQRSTUVWXYZABCDEF', 'my key', 'secret', ''])(
  'a name that may be the key itself is refused and not shown: %j',
  (name) => {
    const { en, zh } = toText(checkVariable(name, true) ?? '');
    expect(en).toContain(`found ${name.length} characters`);
    if (name !== '') expect(en + zh).not.toContain(name);
  },
);

test('a file that is found by searching reaches only our own variables', () => {
  expect(toText(checkVariable('SHOP_KEY', false) ?? '').en).toContain('begins with WECHATPAY_');
});
