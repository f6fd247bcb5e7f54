import { describe, expect, test } from 'vitest';
import { withCommandHints } from '../../../src/cli/output/hints.js';
import type { ErrorObject } from '../../../src/errors.js';

const error = (changes: Partial<ErrorObject> = {}): ErrorObject => ({
  type: 'config',
  code: 'OTHER',
  message: 'm',
  ...changes,
});

describe('hints of the command line', () => {
  test('name the option of the command in the place of the option of the library', () => {
    const { hint } = withCommandHints(
      error({ hint: 'For one that was kept, `ignoreTimestamp` leaves the time out.' }),
      'en',
    );
    expect(hint).toBe('For one that was kept, --ignore-timestamp leaves the time out.');
  });

  test('are added to what the error says, by its code', () => {
    expect(withCommandHints(error({ code: 'MISSING_CREDENTIALS', hint: 'Set it.' }), 'en').hint).toBe(
      'Set it. Or write a configuration: wxpay config init. To try without any credentials, add --sandbox.',
    );
    expect(withCommandHints(error({ code: 'MISSING_CREDENTIALS' }), 'zh').hint).toContain('--sandbox');
  });

  test.each(['OTHER', '__proto__', 'constructor', 'toString'])('leave any other error as it is: %s', (code) => {
    expect(withCommandHints(error({ code }), 'en')).toEqual(error({ code }));
  });
});
