import type { Text } from '../../shared/text.js';

const security = 'merchant platform → Account Center → API Security';

/** The files and values of the credentials. */
export const credentials = {
  missing: (names: Text, place: Text) => `missing: ${names.en}; ${place.en}`,
  certificateOrSerial: () => 'certificate (or serial)',
  missingHint: (variables: string) => `Set ${variables}; or copy .wechatpayrc.example to .wechatpayrc and fill it in.`,
  lookedIn: (file: string) => `looked in ${file} and in the environment`,
  lookedInProfile: (file: string, profile: string) => `looked in ${file} (profile ${profile}) and in the environment`,
  apiv3KeyHint: (variable: string) =>
    `Set ${variable}, or apiv3Key in the configuration file, to the APIv3 key (APIv3密钥) that you chose: ${security}.`,
  fileMissing: (name: string) => `${name}: the file does not exist`,
  fileTooLarge: (name: string) => `${name}: the file has more than 1 MiB, which is not a key`,
  notAFile: (name: string, reason: Text) => `${name}: ${reason.en}`,
  fileUnreadable: (name: string, reason: Text) => `${name}: the file cannot be read: ${reason.en}`,
  nameAPem: () => 'Name a PEM file.',
  nameTheFile: () => 'Name the file itself, such as apiclient_key.pem.',
  checkAccess: () => 'Check owner and permissions: ls -l.',
  pathOfProcess: () => 'Check the path: a relative one starts in the working directory of the process.',
  pathOfFile: () =>
    'Check the path: a relative one starts in the folder of the configuration file, or, in an environment variable, in the working directory.',
  empty: (name: string) => `${name}: expected a path or a PEM, found nothing (it is empty)`,
  emptyHint: () => 'Give it a value, or leave it out.',
  neither: (name: string, length: number) =>
    `${name}: expected a path or a PEM, found ${length} characters that are neither`,
  neitherHint: (pathHint: Text) =>
    `A PEM goes from -----BEGIN to -----END, both lines included; safer is the path of a file with it. ${pathHint.en}`,
  writable: (name: string, problem: Text) => `${name}: ${problem.en}, and would decide what wxpay believes`,
  writableHint: (command: string) =>
    `Make sure that it is what WeChat Pay gave you, then close it to others:\n${command}`,
  readable: (name: string, command: string) =>
    `${name} may be read by other users of this machine; close it to them:\n${command}`,
  holdsSecret: (file: string, command: string) =>
    `${file} holds a secret and may be read by other users of this machine; close it to them:\n${command}`,
  expired: (name: string, date: string, remedy: Text) =>
    `${name}: the certificate expired on ${date}; renew it: ${remedy.en}`,
  expires: (name: string, date: string, days: number, remedy: Text) =>
    `${name}: the certificate expires on ${date}, in ${days} ${days === 1 ? 'day' : 'days'}; renew it: ${remedy.en}`,
  renewOwn: () => `${security} → 商户API证书`,
  renewPlatform: () => 'download the current platform certificate',
  otherMerchant: (name: string, merchant: string, mchid: string) =>
    `${name}: this is the certificate of merchant ${merchant}, but mchid is ${mchid}`,
};
