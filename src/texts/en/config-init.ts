import type { Text, Wording } from '../../shared/text.js';

const english = (wording: Wording): string => (typeof wording === 'string' ? wording : wording.en);

/** Writing a configuration. Names of the merchant platform stay Chinese, with their meaning: that is what is seen there. */
export const configInit = {
  whereTitle: () => 'Where the files are',
  where: () =>
    [
      'Merchant platform pay.weixin.qq.com → 账户中心 (Account Center) → API安全 (API Security)',
      '',
      '商户API证书 (merchant API certificate): the zip of the certificate tool holds',
      '  apiclient_key.pem   商户API私钥 (merchant API private key)',
      '  apiclient_cert.pem  商户API证书 (its certificate)',
      '  apiclient_cert.p12  both once more; not needed',
      '微信支付公钥 (WeChat Pay public key): download pub_key.pem; its ID is PUB_KEY_ID_…',
      'Merchants from before autumn 2024 may have 平台证书 (platform certificates) instead.',
      '',
      'The keys stay in their files. Ctrl-C leaves; nothing is written before the last answer.',
    ].join('\n'),
  askPrivateKey: () => '商户API私钥 (merchant API private key): path of apiclient_key.pem',
  askCertificate: () => '商户API证书 (merchant API certificate): path of apiclient_cert.pem',
  askMchid: () => '商户号 (merchant number), 8 to 10 digits',
  askWechatKey: () =>
    '微信支付公钥 (WeChat Pay public key): path of pub_key.pem, or of a 平台证书 (platform certificate); empty if you have neither yet',
  askPublicKeyId: () => '公钥ID (its ID, shown beside the key): PUB_KEY_ID_…',
  publicKeyId: () => 'the ID',
  askApiv3Key: () =>
    'APIv3密钥 (APIv3 key): the name of the environment variable that will hold it, not the key itself; empty if you need no notifications',
  askNotifyUrl: () => '回调地址 (notify URL): https://…, reachable from the internet; empty to give it with each order',
  askServiceId: () => '支付分服务ID (PayScore service ID); empty if you have none',
  foundCertificate: (merchant: string, serial: string, date: string) =>
    `merchant ${merchant}, serial ${serial}, valid until ${date}; belongs to the private key`,
  foundPlatformCertificate: (serial: string) => `platform certificate, serial ${serial}`,
  required: () => 'Please give an answer, or leave with Ctrl-C.',
  yes: () => 'Yes',
  no: () => 'No',
  askIgnore: (files: readonly string[], ignoreFile: string) =>
    `Add ${files.join(' and ')} to ${ignoreFile}, so that git never takes it?`,
  notIgnored: (files: readonly string[], ignoreFile: string) =>
    `git does not ignore ${files.join(' and ')}: add ${files.length === 1 ? 'it' : 'them'} to ${ignoreFile}`,
  askClose: (file: string) => `Other users of this machine may read ${file}. Close it to them (chmod 600)?`,
  wrote: (file: string) => `wrote ${file}`,
  wroteProfile: (name: string, file: string) => `wrote the profile ${name} to ${file}`,
  cancelled: () => 'stopped; nothing was written',
  next: (call: string) => `Try it; this sends nothing: ${call}`,
  noKeysYet: () => 'Nothing of WeChat Pay is configured yet. Download its certificates: wxpay certs download',
  missing: (options: readonly string[]) => `missing: ${options.join(', ')}; there is no terminal to ask on`,
  missingHint: (call: string) => `The merchant number is read from the certificate. A complete call:\n${call}`,
  badOption: (option: string, problem: Wording) => `${option}: ${english(problem)}`,
  seeHelp: () => 'See wxpay config init --help.',
  badCert: () => 'expected <id>=<file>, such as PUB_KEY_ID_0114232134912410000000000000=./pub_key.pem',
  noMerchant: (name: string) => `missing, and ${name} does not say to which merchant it was issued`,
  badVariable: (example: string, length: number) =>
    `expected the name of an environment variable, such as ${example}, found ${length} characters that are none; the key itself is never given here`,
  variableOutOfReach: () =>
    'expected a name that begins with WECHATPAY_: a file that is found by searching reads no other variables',
  keyForPath: (name: string) => `${name}: expected the path of a file, found a key itself`,
  keyForPathHint: () => 'Keys stay in their files. What was typed is in the history of the shell: remove it there.',
  fileExists: (file: string) => `${file} exists`,
  fileExistsHint: (add: string, replace: string) =>
    `Add a merchant to it:\n${add}\nReplace the whole file:\n${replace}`,
  profileExists: (name: string, file: string) => `the profile ${name} exists in ${file}`,
  profileExistsHint: (replace: string) => `Replace it:\n${replace}`,
  badTarget: (file: string) => `${file}: expected the name of a YAML or JSON file of its own, such as .wechatpayrc`,
  badTargetHint: () => 'Leave out --config, or name such a file.',
  isLink: (file: string) => `${file} is a symbolic link, which would be replaced`,
  isLinkHint: (target: string) => `Name the file that it leads to: --config ${target}`,
  unreadable: (file: string, reason: Text) => `${file} cannot be read: ${reason.en}`,
  unwritable: (file: string, reason: string) => `${file} cannot be written: ${reason}`,
  checkFolder: () => 'Nothing was written. Check the folder and its permissions: ls -ld',
  cannotAdd: (file: string) => `${file}: the profile cannot be added without changing the rest of the file`,
  cannotAddHint: (lines: string) => `Nothing was written. Add it by hand:\n${lines}`,
  fileComment: () => 'Configuration of wxpay, written by: wxpay config init',
  fileCommentMore: () => `Paths are relative to this file; \${NAME} is the value of an environment variable.`,
  fileCommentAll: () => 'Every key is explained in .wechatpayrc.example, which comes with the package.',
  platformCertificatesComment: () => 'wxpay certs download prints the lines for this',
};
