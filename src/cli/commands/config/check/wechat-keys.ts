import type { KeyObject } from 'node:crypto';
import { loadCa } from '../../../../config/ca-file.js';
import { givenCerts, shownId } from '../../../../config/certs.js';
import { loadApiv3Key } from '../../../../config/credentials.js';
import { readCerts } from '../../../../config/read-certs.js';
import type { Settings } from '../../../../config/settings.js';
import { SETTINGS } from '../../../../config/settings-table.js';
import { sayCheck } from '../../../../texts/config-check.js';
import { attempt, type Check, failed, passed, warned, waysToSetIt } from './check.js';
import { describePlace } from './file-access.js';
import { dateChecks, dateText } from './own-keys.js';

/** One entry of `certs` at a time, so that a bad one hides none of the others. */
const checkCert = (settings: Settings, id: string, index: number, own: KeyObject | undefined, now: number): Check[] => {
  const name = `certs.${shownId(id, index)}`;
  const value = settings.values.certs?.[id];
  return attempt(name, () => {
    const one = { ...settings, values: { ...settings.values, certs: value === undefined ? {} : { [id]: value } } };
    const given = givenCerts(one);
    const { platform } = readCerts(given, own);
    const place = describePlace(given[0]?.name.path);
    const [certificate] = platform;
    if (certificate === undefined) return { value: true, checks: [passed(name, sayCheck('publicKey', place))] };
    const { validity } = certificate;
    return {
      value: true,
      checks: [
        passed(name, sayCheck('platformCertificate', dateText(validity.to), place)),
        ...dateChecks(name, validity, now, { onExpired: 'warn', renew: sayCheck('renewPlatform') }),
      ],
    };
  }).checks;
};

const checkCerts = (settings: Settings, own: KeyObject | undefined, now: number): Check[] => {
  const ids = Object.keys(settings.values.certs ?? {});
  if (ids.length > 0) return ids.flatMap((id, index) => checkCert(settings, id, index, own, now));
  const ways = ['certs', `${SETTINGS.publicKey.env} + ${SETTINGS.publicKeyId.env}`].join(', ');
  return [failed('certs', sayCheck('missing'), sayCheck('missingHint', ways))];
};

const checkApiv3Key = (settings: Settings): Check[] => {
  const name = 'apiv3Key';
  if (settings.values.apiv3Key === undefined) {
    return [warned(name, sayCheck('apiv3KeyMissing'), waysToSetIt(name))];
  }
  return attempt(name, () => {
    const value = loadApiv3Key(settings);
    return { value, checks: [passed(name, sayCheck('apiv3Key'))] };
  }).checks;
};

const checkCaFile = (settings: Settings): Check[] =>
  settings.values.caFile === undefined
    ? []
    : attempt('caFile', () => {
        const value = loadCa(settings) ?? '';
        const count = value.split('-----BEGIN CERTIFICATE-----').length - 1;
        return { value, checks: [passed('caFile', sayCheck('caFile', count))] };
      }).checks;

/**
 * Checks what WeChat Pay is verified with (`certs`), the APIv3 key, and the authorities of `caFile`.
 * @param own the merchant's private key, to notice his own certificate in the place of WeChat Pay's
 * @param now milliseconds since 1970
 */
export function checkWechatKeys(settings: Settings, own: KeyObject | undefined, now: number): Check[] {
  return [...checkCerts(settings, own, now), ...checkApiv3Key(settings), ...checkCaFile(settings)];
}
