import { describe, expect, test } from 'vitest';
import { commandHint } from '../../../src/cli/output/hints.js';
import { ConfigError, type ErrorFacts, NetworkError, SignatureError, UsageError } from '../../../src/errors.js';
import { verbatim } from '../../../src/shared/text.js';
import { sayNotification } from '../../../src/texts/notification.js';

const call = (...argv: string[]) => ({ argv, help: 'wxpay x --help', options: {} });
const network = (facts: Partial<ErrorFacts>) =>
  new NetworkError(verbatim('m'), { code: 'TIMEOUT', outcome: 'unknown', ...facts });

describe('hints of the command line', () => {
  test('name the option of the command in the place of the option of the library', () => {
    const hint = sayNotification('skewedHint');
    const error = new SignatureError(verbatim('m'), { code: 'SIGNATURE_EXPIRED', hint });
    const { en = '', zh = '' } = commandHint(error, call()) ?? {};
    expect(en).toContain('--ignore-timestamp leaves the time out');
    expect(zh).toContain('--ignore-timestamp 可跳过');
    expect(en + zh).not.toContain('`');
  });

  test('are added to what the error says, by its code', () => {
    const error = (hint?: string) =>
      new ConfigError(verbatim('m'), { code: 'MISSING_CREDENTIALS', hint: hint && verbatim(hint) });
    expect(commandHint(error('Set it.'), call())?.en).toMatch(
      /^Set it\. .*:\nwxpay config init\n.*:\nwxpay insurance create --sandbox/,
    );
    expect(commandHint(error('Run:\nls'), call())?.en).toMatch(/^Run:\nls\n.*:\nwxpay config init\n/);
    expect(commandHint(error(), call())?.en).toContain('--sandbox');
  });

  test('end a wrong call with the help of its command', () => {
    const error = new UsageError(verbatim('m'), { code: 'USAGE' });
    expect(commandHint(error, call('x'))?.en.split('\n').at(-1)).toBe('wxpay x --help');
    expect(commandHint(error, undefined)).toBeUndefined();
  });

  test('end a create of unknown outcome with the same call, and with the one that only reads', () => {
    const error = network({ isCreate: true, outOrderNo: 'n1' });
    expect(commandHint(error, call('insurance', 'create', '--openid', "o'1"))?.en).toBe(
      "wxpay insurance create --openid 'o'\\''1' --out-order-no n1\nwxpay insurance get 'n1'",
    );
    const named = ['insurance', 'create', '--out-order-no=n1'];
    expect(commandHint(error, call(...named))?.en).toMatch(/^wxpay insurance create --out-order-no=n1\n/);
    const options = { config: '/a b/rc', profile: 'p', sandbox: true as const };
    expect(commandHint(error, { ...call(...named), options })?.en).toMatch(
      /wxpay insurance get 'n1' --config '\/a b\/rc' --profile p --sandbox$/,
    );
  });

  test.each(['OTHER', '__proto__', 'constructor', 'toString'])('leave any other error as it is: %s', (code) => {
    expect(commandHint(network({ code, outOrderNo: 'n1' }), call())).toBeUndefined();
    expect(commandHint(network({ code, hint: verbatim('h') }), call())).toEqual(verbatim('h'));
  });
});
