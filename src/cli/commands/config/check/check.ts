import { keyPath, settingOf, type ValueKey } from '../../../../config/settings-table.js';
import { WechatPayError } from '../../../../errors.js';
import type { Text, Wording } from '../../../../shared/text.js';
import { sayCheck } from '../../../../texts/config-check.js';

/** The result of one check. */
export interface Check {
  /** The key that it is about, as in a file (`insurance.notifyUrl`), or what else was looked at (`environment`). */
  name: string;
  status: 'ok' | 'warn' | 'fail';
  message: Wording;
  /** What to do. */
  hint?: Wording | undefined;
}

/** A check that passed. */
export const passed = (name: string, message: Wording): Check => ({ name, status: 'ok', message });

/** A check that shows what to look at, though commands may work. */
export const warned = (name: string, message: Wording, hint?: Wording): Check => ({
  name,
  status: 'warn',
  message,
  hint,
});

/** A check that failed. */
export const failed = (name: string, message: Wording, hint?: Wording): Check => ({
  name,
  status: 'fail',
  message,
  hint,
});

/** A check that failed with an error of wxpay's own. Anything else that was thrown is thrown on: it is a bug. */
export function failedWith(name: string, error: unknown): Check {
  if (!(error instanceof WechatPayError)) throw error;
  const { message, hint } = error.texts;
  return failed(name, message, hint);
}

/** What a step found out, with the checks that it made on the way. */
export interface Finding<T> {
  /** `undefined` when it could not be found out. */
  value: T | undefined;
  checks: Check[];
}

/** Carries out a step; one that throws is a failed check of this name. */
export function attempt<T>(name: string, step: () => Finding<T>): Finding<T> {
  try {
    return step();
  } catch (error) {
    return { value: undefined, checks: [failedWith(name, error)] };
  }
}

/** Names the option, the key and the variable with which a value is set. */
export function waysToSetIt(name: ValueKey): Text {
  const { option, env } = settingOf(name);
  return sayCheck('missingHint', [option, keyPath(name), env].filter((way) => way !== undefined).join(', '));
}
