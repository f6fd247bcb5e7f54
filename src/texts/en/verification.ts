import type { Text } from '../../shared/text.js';

/** What did not verify. */
export type VerifiedThing = 'response' | 'notification';

const security = 'merchant platform → Account Center → API Security';
const renew = `Put the WeChat Pay public key, or a platform certificate that is valid now, under \`certs\`: ${security}.`;

/** Responses and notifications whose signature does not verify. */
export const verification = {
  missing: (thing: VerifiedThing, headers: string) => `the ${thing} is not signed: ${headers} missing`,
  missingHint: () =>
    'It did not come from WeChat Pay as it is, or something on the way drops headers: check the proxy and the base URL.',
  malformed: (thing: VerifiedThing, header: string) =>
    `the ${thing} has a malformed ${header}: expected a short text without control characters`,
  foreign: () => 'It did not come from WeChat Pay as it is: check the proxy and the base URL.',
  type: (thing: VerifiedThing, found: string, expected: string) =>
    `the ${thing} has the Wechatpay-Signature-Type ${found}, which is not supported; expected ${expected}`,
  typeHint: () =>
    `Only RSA signatures are verified. A merchant who uses SM2 (国密) needs another tool, or RSA keys: ${security}.`,
  timestamp: (thing: VerifiedThing, found: string) =>
    `the ${thing} has the Wechatpay-Timestamp ${found}, expected Unix seconds`,
  noClock: (thing: VerifiedThing) =>
    `the age of the ${thing} cannot be checked: \`now\` is not a number of milliseconds`,
  noClockHint: () => 'Pass the local time: { now: Date.now() }.',
  skewed: (thing: VerifiedThing, offset: Text) =>
    `the ${thing} was signed at a time more than 300 s from this machine's clock: ${offset.en}`,
  skewedHint: () =>
    'Set the clock of this machine (NTP). If the clock is correct, the content is old and may be replayed: do not trust it.',
  probe: (thing: VerifiedThing) =>
    `the ${thing} carries a signature probe by WeChat Pay (WECHATPAY/SIGNTEST/…), which is invalid on purpose`,
  probeHint: () =>
    'WeChat Pay sends these, rarely, to check that merchants verify. Refusing it is correct; the request may be retried.',
  unknownSerial: (thing: VerifiedThing, serial: string, known: string) =>
    `the ${thing} is signed with ${serial}, which is not configured; configured: ${known || 'none'}`,
  addPublicKey: () => `Add the WeChat Pay public key with this id under \`certs\`, next to the others: ${security}.`,
  addCertificate: () => `Add the platform certificate with this id under \`certs\`, next to the others: ${security}.`,
  mismatch: (thing: VerifiedThing, serial: string) => `the signature of the ${thing} does not verify with ${serial}`,
  mismatchHint: (serial: string) =>
    `Either the content was altered on the way, or the key under \`certs\` for ${serial} is not the one with this id: download it again.`,
  expired: (thing: VerifiedThing, serial: string, date: string) =>
    `the ${thing} is signed with the platform certificate ${serial}, which expired on ${date || 'an unreadable date'}`,
  notYetValid: (thing: VerifiedThing, serial: string, date: string) =>
    `the ${thing} is signed with the platform certificate ${serial}, which is valid from ${date || 'an unreadable date'} only`,
  usage: (thing: VerifiedThing, serial: string) =>
    `the ${thing} is signed with the certificate ${serial}, whose key usage does not allow signatures`,
  renew: () => renew,
  checkClock: () => `Check the clock of this machine. ${renew}`,
  notPlatform: () => `This is not a platform certificate of WeChat Pay. ${renew}`,
  behind: (duration: Text) => `this clock is ${duration.en} behind`,
  ahead: (duration: Text) => `this clock is ${duration.en} ahead`,
  days: (count: number) => `${count} d`,
  hours: (count: number) => `${count} h`,
  minutes: (count: number) => `${count} min`,
  seconds: (count: number) => `${count} s`,
};
