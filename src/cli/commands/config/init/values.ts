import { isLoopbackUrl } from '../../../../config/base-url.js';
import { checkMchid } from '../../../../config/setting.js';
import { checkNotifyUrl } from '../../../../shared/notify-url.js';
import type { Wording } from '../../../../shared/text.js';
import { sayInit } from '../../../../texts/config-init.js';
import { APIV3_KEY_VARIABLE } from './answers.js';

/** The length of an APIv3 key. */
const APIV3_KEY_LENGTH = 32;

/**
 * What is wrong with the name of a variable that holds the APIv3 key; `undefined` when nothing is. Never shows it: it may
 * be the key itself.
 * @param isTrusted whether the file may read every variable: one that is found by searching reaches only our own
 */
export function checkVariable(name: string, isTrusted: boolean): Wording | undefined {
  const isKey = name.length === APIV3_KEY_LENGTH && !name.includes('_');
  if (isKey || !/^[A-Z][A-Z0-9_]*$/.test(name)) return sayInit('badVariable', APIV3_KEY_VARIABLE, name.length);
  return isTrusted || name.startsWith('WECHATPAY_') ? undefined : sayInit('variableOutOfReach');
}

/** What is wrong with an answer that is no file; `undefined` when nothing is. */
export const checkValue: Readonly<
  Record<'mchid' | 'notifyUrl', (value: string, baseUrl: string | undefined) => Wording | undefined>
> = {
  mchid: checkMchid,
  notifyUrl: (value, baseUrl) => checkNotifyUrl(value, baseUrl !== undefined && isLoopbackUrl(baseUrl)),
};
