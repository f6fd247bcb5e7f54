import { UsageError } from '../../../errors.js';
import { sayConfig } from '../../../texts/config.js';
import type { Context } from '../../context.js';

/**
 * Refuses `--sandbox` for a command about a configuration: the embedded sandbox reads none.
 * @throws {UsageError} `CONFLICTING_OPTIONS`
 */
export function refuseSandbox({ options }: Context): void {
  if (!options.sandbox) return;
  throw new UsageError(sayConfig('noSandbox'), { code: 'CONFLICTING_OPTIONS', hint: sayConfig('noSandboxHint') });
}
