import { loadCredentials } from '../../../../config/credentials.js';
import { placeholderErrors } from '../../../../config/placeholders.js';
import type { Settings } from '../../../../config/settings.js';
import { sayCheck } from '../../../../texts/config-check.js';
import { type Check, failedWith, passed, warned, waysToSetIt } from './check.js';
import { checkOwnKeys, type OwnKeys } from './own-keys.js';
import { checkSurroundings } from './surroundings.js';
import { checkWechatKeys } from './wechat-keys.js';

const NOTIFY_URL = 'insurance.notifyUrl';

/** Its form was checked when the configuration was read. */
const checkNotifyUrl = ({ values: { notifyUrl } }: Settings): Check =>
  notifyUrl === undefined
    ? warned(NOTIFY_URL, sayCheck('notifyUrlMissing'), waysToSetIt('notifyUrl'))
    : passed(NOTIFY_URL, sayCheck('notifyUrl', notifyUrl));

const checkPlaceholders = (settings: Settings, { mchid = '', serial = '' }: OwnKeys): Check[] => {
  const errors = placeholderErrors(settings, { mchid, serial, ids: Object.keys(settings.values.certs ?? {}) });
  return errors.length === 0
    ? [passed('placeholders', sayCheck('noPlaceholders'))]
    : errors.map((error) => failedWith('placeholders', error));
};

/** Whether every command would take the keys as they are, once each has passed by itself. */
const checkTogether = async (settings: Settings, now: number): Promise<Check> => {
  try {
    await loadCredentials(settings, now);
    return passed('credentials', sayCheck('together'));
  } catch (error) {
    return failedWith('credentials', error);
  }
};

/**
 * Every check that needs no network, in the order in which a person would look.
 * @param now milliseconds since 1970
 */
export async function checkOffline(settings: Settings, now: number): Promise<Check[]> {
  const own = checkOwnKeys(settings, now);
  const checks = [
    ...(await checkSurroundings(settings)),
    ...own.checks,
    ...checkWechatKeys(settings, own.signer?.key, now),
    checkNotifyUrl(settings),
    ...checkPlaceholders(settings, own),
  ];
  const isSound = checks.every(({ name, status }) => status !== 'fail' || name === 'placeholders');
  return isSound ? [...checks, await checkTogether(settings, now)] : checks;
}
