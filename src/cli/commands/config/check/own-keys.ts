import type { KeyObject } from 'node:crypto';
import type { Validity } from '../../../../apiv3/key-ring.js';
import { readPrivateKey } from '../../../../apiv3/keys.js';
import { givenKey, givenText } from '../../../../config/credentials.js';
import { readMchid, readOwnCertificate, readSerial } from '../../../../config/keys.js';
import type { Settings } from '../../../../config/settings.js';
import { keyPath } from '../../../../config/settings-table.js';
import type { Wording } from '../../../../shared/text.js';
import { sayCheck } from '../../../../texts/config-check.js';
import { attempt, type Check, type Finding, failed, passed, warned, waysToSetIt } from './check.js';
import { accessWarnings, describePlace } from './file-access.js';

/** The private key, and what to call it. */
interface Signer {
  key: KeyObject;
  name: string;
}

const DAY_MS = 86_400_000;
const WARN_DAYS = 30;

/** A date as `2026-11-24`; an unreadable one is an empty text. */
export function dateText(date: Date): string {
  return Number.isNaN(date.getTime()) ? '' : date.toISOString().slice(0, 10);
}

/**
 * What is to be said of the dates of a certificate; nothing when it is valid for 30 days more.
 * @param onExpired what an expired one is: of several platform certificates, old ones do no harm
 */
export function dateChecks(
  name: string,
  { from, to }: Validity,
  now: number,
  { onExpired, renew }: { onExpired: 'warn' | 'fail'; renew: Wording },
): Check[] {
  if (now < from.getTime()) return [failed(name, sayCheck('notYetValid', dateText(from)), sayCheck('clockHint'))];
  const days = Math.ceil((to.getTime() - now) / DAY_MS);
  if (days <= 0) return [{ name, status: onExpired, message: sayCheck('expired', dateText(to)), hint: renew }];
  return days > WARN_DAYS ? [] : [warned(name, sayCheck('expires', dateText(to), days), renew)];
}

const missing = (name: 'mchid' | 'privateKey' | 'certificate'): Check =>
  failed(name, sayCheck('missing'), waysToSetIt(name));

const checkMchid = (settings: Settings): Finding<string> =>
  attempt('mchid', () => {
    const given = givenText(settings, 'mchid');
    if (given === undefined) return { value: undefined, checks: [missing('mchid')] };
    const mchid = readMchid(given);
    return { value: mchid, checks: [passed('mchid', sayCheck('mchid', mchid))] };
  });

const checkPrivateKey = (settings: Settings): Finding<Signer> =>
  attempt('privateKey', () => {
    const given = givenKey(settings, 'privateKey');
    const [program] = settings.values.signer ?? [];
    if (given === undefined && program !== undefined) {
      return { value: undefined, checks: [passed(keyPath('signer'), sayCheck('signer', program))] };
    }
    if (given === undefined) return { value: undefined, checks: [missing('privateKey')] };
    const { name, path } = given.name;
    const key = readPrivateKey(given.material, given.name, givenText(settings, 'privateKeyPassphrase')?.value);
    const bits = key.asymmetricKeyDetails?.modulusLength ?? 0;
    const found = passed('privateKey', sayCheck('privateKey', bits, describePlace(path)));
    return { value: { key, name }, checks: [found, ...accessWarnings('privateKey', path)] };
  });

const checkSerial = (settings: Settings): Finding<string> =>
  attempt('serial', () => {
    const given = givenText(settings, 'serial');
    if (given === undefined) return { value: undefined, checks: [missing('certificate')] };
    const serial = readSerial(given);
    return { value: serial, checks: [passed('serial', sayCheck('serial', serial))] };
  });

const checkCertificate = (
  settings: Settings,
  signer: Signer | undefined,
  mchid: string | undefined,
  now: number,
): Finding<string> =>
  attempt('certificate', () => {
    const given = givenKey(settings, 'certificate');
    const hasSigner = settings.values.signer !== undefined;
    // What a signer gives is checked against the certificate; the serial alone does not do.
    if (given === undefined && hasSigner) return { value: undefined, checks: [missing('certificate')] };
    if (given === undefined) return checkSerial(settings);
    const { serial, merchant, validity } = readOwnCertificate(given, givenText(settings, 'serial'), signer);
    const alone = hasSigner ? 'certificateOfSigner' : 'pairUnknown';
    const message = sayCheck(signer === undefined ? alone : 'pair', serial, dateText(validity.to));
    const isOther = merchant !== undefined && mchid !== undefined && merchant !== mchid;
    return {
      value: serial,
      checks: [
        passed('certificate', message),
        ...(isOther
          ? [warned('certificate', sayCheck('otherMerchant', merchant, mchid), sayCheck('otherMerchantHint'))]
          : []),
        ...dateChecks('certificate', validity, now, { onExpired: 'fail', renew: sayCheck('renewOwn') }),
      ],
    };
  });

/** What was found of the merchant's own keys. */
export interface OwnKeys {
  mchid: string | undefined;
  signer: Signer | undefined;
  serial: string | undefined;
  checks: Check[];
}

/**
 * Checks merchant number, private key and certificate (or serial), each by itself as far as the others allow.
 * @param now milliseconds since 1970
 */
export function checkOwnKeys(settings: Settings, now: number): OwnKeys {
  const mchid = checkMchid(settings);
  const signer = checkPrivateKey(settings);
  const serial = checkCertificate(settings, signer.value, mchid.value, now);
  return {
    mchid: mchid.value,
    signer: signer.value,
    serial: serial.value,
    checks: [...mchid.checks, ...signer.checks, ...serial.checks],
  };
}
