import { checkProxyUrl } from '../shared/proxy-url.js';
import { LANGUAGES } from '../shared/text.js';
import { checkBaseUrl, DEFAULT_BACKUP_BASE_URL, DEFAULT_BASE_URL } from './base-url.js';
import { checkMchid, type Setting } from './setting.js';

/**
 * Every setting of wxpay, declared here and nowhere else: the checks of a file, the environment, the layers, the trust
 * in files, and the documentation are made from this table. It is read for `--help`, so it imports no package.
 */
export const SETTINGS = {
  mchid: {
    key: 'mchid',
    env: 'WECHATPAY_MCHID',
    kind: 'text',
    check: checkMchid,
    secret: false,
    trust: 'anyone',
    placeholders: ['1900000001', '1900000002'],
    meaning: { zh: '商户号，8–10 位数字', en: 'Merchant number, 8 to 10 digits' },
  },
  certificate: {
    key: 'certificate',
    env: 'WECHATPAY_CERTIFICATE',
    kind: 'key',
    secret: false,
    trust: 'anyone',
    meaning: {
      zh: '商户API证书（apiclient_cert.pem），证书序列号从中读取',
      en: 'Merchant API certificate (apiclient_cert.pem); its serial number is read from it',
    },
  },
  serial: {
    key: 'serial',
    env: 'WECHATPAY_SERIAL',
    kind: 'text',
    secret: false,
    trust: 'anyone',
    placeholders: ['3775B6A45ACD588826D15E583A95F5DD00000000'],
    meaning: {
      zh: '商户API证书的序列号（40 位十六进制），与 certificate 二选一',
      en: 'Serial number of the merchant API certificate (40 hex digits), instead of certificate',
    },
  },
  privateKey: {
    key: 'privateKey',
    env: 'WECHATPAY_PRIVATE_KEY',
    kind: 'key',
    secret: true,
    trust: 'anyone',
    meaning: {
      zh: '商户API私钥（apiclient_key.pem）：文件路径或 PEM 内容',
      en: 'Merchant API private key (apiclient_key.pem): a path, or the PEM itself',
    },
  },
  privateKeyPassphrase: {
    key: 'privateKeyPassphrase',
    env: 'WECHATPAY_PRIVATE_KEY_PASSPHRASE',
    kind: 'text',
    secret: true,
    trust: 'anyone',
    meaning: { zh: '商户API私钥的口令，仅当私钥加密时需要', en: 'Passphrase of the private key, if it is encrypted' },
  },
  signer: {
    key: 'signer.command',
    env: 'WECHATPAY_SIGNER',
    kind: 'command',
    secret: false,
    trust: 'named',
    meaning: {
      zh: '代替 privateKey 的签名程序及其参数，用于保存在 KMS 或 HSM 中的私钥；环境变量中为 JSON 数组',
      en: 'Program that signs instead of privateKey, and its arguments, for a key in a KMS or HSM; in the variable a JSON array',
    },
  },
  signerTimeout: {
    key: 'signer.timeout',
    kind: 'number',
    range: { unit: { zh: '秒', en: 'seconds' }, above: 0, to: 3600 },
    default: 10,
    secret: false,
    trust: 'named',
    meaning: { zh: '签名程序单次签名的时限（秒）', en: 'Limit of one signature of the signer, in seconds' },
  },
  certs: {
    key: 'certs',
    kind: 'keys',
    secret: false,
    trust: 'anyone',
    placeholders: [
      'PUB_KEY_ID_0119000000012024101500000000000000',
      'PUB_KEY_ID_0119000000022024101500000000000000',
      'PUB_KEY_ID_0114232134912410000000000000',
      '5157F09EFDC096DE15EBE81A47057A7232F1B8E1',
    ],
    meaning: {
      zh: '微信支付的公钥或平台证书，用于验签：公钥ID或证书序列号 → 文件路径或 PEM 内容',
      en: 'What WeChat Pay signs with: public key ID or platform certificate serial → a path, or the PEM itself',
    },
  },
  publicKey: {
    env: 'WECHATPAY_PUBLIC_KEY',
    kind: 'variable',
    secret: false,
    meaning: {
      zh: '微信支付公钥（pub_key.pem），与其公钥ID一起代替 certs',
      en: 'WeChat Pay public key (pub_key.pem); with its ID it stands for certs',
    },
  },
  publicKeyId: {
    env: 'WECHATPAY_PUBLIC_KEY_ID',
    kind: 'variable',
    secret: false,
    meaning: { zh: '微信支付公钥ID（PUB_KEY_ID_…）', en: 'ID of the WeChat Pay public key (PUB_KEY_ID_…)' },
  },
  apiv3Key: {
    key: 'apiv3Key',
    env: 'WECHATPAY_APIV3_KEY',
    kind: 'text',
    secret: true,
    trust: 'anyone',
    meaning: {
      zh: 'APIv3密钥，32 个字符，仅用于解密回调通知和下载平台证书',
      en: 'APIv3 key, 32 characters; only for notifications and certificate download',
    },
  },
  notifyUrl: {
    key: 'insurance.notifyUrl',
    env: 'WECHATPAY_NOTIFY_URL',
    option: '--notify-url',
    kind: 'text',
    secret: false,
    trust: 'anyone',
    placeholders: ['example.com'],
    meaning: {
      zh: '接收保险订单结果通知的地址：https，公网可访问，不带参数',
      en: 'Where WeChat Pay sends the result of an order: https, reachable from the internet, no query string',
    },
  },
  serviceId: {
    key: 'insurance.serviceId',
    env: 'WECHATPAY_SERVICE_ID',
    option: '--service-id',
    kind: 'text',
    secret: false,
    trust: 'anyone',
    placeholders: ['500001'],
    meaning: { zh: '支付分服务ID', en: "Service ID of the merchant's PayScore service" },
  },
  baseUrl: {
    key: 'baseUrl',
    env: 'WECHATPAY_BASE_URL',
    option: '--base-url',
    kind: 'text',
    check: checkBaseUrl,
    default: DEFAULT_BASE_URL,
    secret: false,
    trust: 'own-key',
    meaning: { zh: '接口域名', en: 'Host of the API' },
  },
  backupBaseUrl: {
    key: 'backupBaseUrl',
    env: 'WECHATPAY_BACKUP_BASE_URL',
    kind: 'text',
    check: checkBaseUrl,
    default: DEFAULT_BACKUP_BASE_URL,
    secret: false,
    trust: 'own-key',
    meaning: {
      zh: '备用域名，网络故障后的重试发往此处',
      en: 'Host that takes the next attempt after a network failure',
    },
  },
  proxy: {
    key: 'proxy',
    kind: 'text',
    check: checkProxyUrl,
    secret: false,
    trust: 'own-key',
    meaning: {
      zh: '代理服务器；默认取自 HTTPS_PROXY、HTTP_PROXY、NO_PROXY',
      en: 'Proxy server; by default HTTPS_PROXY, HTTP_PROXY and NO_PROXY decide',
    },
  },
  caFile: {
    key: 'caFile',
    kind: 'key',
    secret: false,
    trust: 'own-key',
    meaning: {
      zh: '额外信任的 CA 证书（PEM），例如公司代理的根证书',
      en: 'Further certificate authorities to trust (PEM), such as that of a company proxy',
    },
  },
  output: {
    key: 'output',
    env: 'WECHATPAY_OUTPUT',
    option: '--output',
    kind: 'choice',
    choices: ['table', 'json', 'ndjson'],
    default: 'table',
    secret: false,
    trust: 'anyone',
    meaning: { zh: '输出格式：table、json 或 ndjson', en: 'Output format: table, json or ndjson' },
  },
  lang: {
    key: 'lang',
    env: 'WECHATPAY_LANG',
    option: '--lang',
    kind: 'choice',
    choices: LANGUAGES,
    secret: false,
    trust: 'anyone',
    meaning: { zh: '语言：zh 或 en，默认取自系统', en: 'Language: zh or en; by default that of the system' },
  },
  timeout: {
    key: 'timeout',
    env: 'WECHATPAY_TIMEOUT',
    option: '--timeout',
    kind: 'number',
    range: { unit: { zh: '秒', en: 'seconds' }, above: 0, to: 86_400 },
    default: 20,
    secret: false,
    trust: 'anyone',
    meaning: { zh: '单次请求的超时（秒）', en: 'Timeout per attempt, in seconds' },
  },
  retries: {
    key: 'retries',
    env: 'WECHATPAY_RETRIES',
    option: '--retries',
    kind: 'number',
    range: { unit: { zh: '次', en: 'retries' }, from: 0, to: 100, whole: true },
    default: 3,
    secret: false,
    trust: 'anyone',
    meaning: { zh: '失败后最多重试次数', en: 'Number of retries after a failure' },
  },
  rate: {
    key: 'rate',
    env: 'WECHATPAY_RATE',
    option: '--rate',
    kind: 'number',
    range: { unit: { zh: '每秒请求数', en: 'requests a second' }, from: 0.01, to: 100_000 },
    secret: false,
    trust: 'anyone',
    meaning: {
      zh: 'insurance batch 与 reconcile 每秒最多请求数，由各份均分，默认不限',
      en: 'Requests a second of insurance batch and reconcile at most, those of all shards together; no limit by default',
    },
  },
  sandbox: {
    key: 'sandbox',
    kind: 'boolean',
    default: false,
    secret: false,
    trust: 'anyone',
    meaning: {
      zh: 'true 表示 wxpay sandbox 生成的一次性密钥，绝不会发往微信支付',
      en: 'true marks throwaway keys made by wxpay sandbox, which are never sent to WeChat Pay',
    },
  },
  guard: {
    key: 'guard',
    kind: 'boolean',
    default: false,
    secret: false,
    trust: 'anyone',
    meaning: {
      zh: 'true 表示在微信支付正式环境发放保险订单前须确认，或加 --yes',
      en: 'true asks for a confirmation, or --yes, before anything issues orders at WeChat Pay',
    },
  },
  configFile: {
    env: 'WECHATPAY_CONFIG',
    option: '--config',
    kind: 'variable',
    secret: false,
    meaning: { zh: '配置文件，不再搜索', en: 'Configuration file, instead of searching for one' },
  },
  profile: {
    env: 'WECHATPAY_PROFILE',
    option: '--profile',
    kind: 'variable',
    secret: false,
    meaning: { zh: '配置文件中的 profile', en: 'Profile in the configuration file' },
  },
  shard: {
    env: 'WECHATPAY_SHARD',
    option: '--shard',
    kind: 'variable',
    secret: false,
    meaning: {
      zh: 'insurance batch 处理的分片，如 2/8',
      en: 'Part of the rows that insurance batch takes, such as 2/8',
    },
  },
  sandboxDir: {
    env: 'WECHATPAY_SANDBOX_DIR',
    kind: 'variable',
    secret: false,
    meaning: {
      zh: '内置沙箱存放密钥和订单的目录',
      en: 'Folder in which the embedded sandbox keeps its keys and orders',
    },
  },
} as const satisfies Record<string, Setting>;

/** The name of one setting. */
export type SettingName = keyof typeof SETTINGS;

type OfKind<Kind extends Setting['kind']> = {
  [K in SettingName]: (typeof SETTINGS)[K]['kind'] extends Kind ? K : never;
}[SettingName];

/** The settings that are a text. */
export type TextKey = OfKind<'text' | 'choice' | 'key'>;
/** The settings that are a number. */
export type NumberKey = OfKind<'number'>;
/** The settings that are true or false. */
export type BooleanKey = OfKind<'boolean'>;
/** The settings that hold several keys by their ids. */
export type KeysKey = OfKind<'keys'>;
/** The settings that are a program and its arguments. */
export type CommandKey = OfKind<'command'>;
/** The settings that a file may hold. */
export type ValueKey = TextKey | NumberKey | BooleanKey | KeysKey | CommandKey;

/** The values of one layer. */
export type LayerValues = Partial<
  Record<TextKey, string | undefined> &
    Record<NumberKey, number | undefined> &
    Record<BooleanKey, boolean | undefined> &
    Record<KeysKey, Readonly<Record<string, string>> | undefined> &
    Record<CommandKey, readonly string[] | undefined>
>;

/** One of the choices of a setting that has some. */
export type Choice<K extends OfKind<'choice'>> = (typeof SETTINGS)[K]['choices'][number];

const kindOf = (name: SettingName): Setting['kind'] => SETTINGS[name].kind;

/** Every setting, in the order of the table. */
export const SETTING_NAMES: readonly SettingName[] = Object.keys(SETTINGS).filter((name): name is SettingName =>
  Object.hasOwn(SETTINGS, name),
);
/** Those that are a text. */
export const TEXT_KEYS = SETTING_NAMES.filter((name): name is TextKey =>
  ['text', 'choice', 'key'].includes(kindOf(name)),
);
/** Those that are a number. */
export const NUMBER_KEYS = SETTING_NAMES.filter((name): name is NumberKey => kindOf(name) === 'number');
/** Those that are true or false. */
export const BOOLEAN_KEYS = SETTING_NAMES.filter((name): name is BooleanKey => kindOf(name) === 'boolean');
/** Those that hold several keys by their ids. */
export const KEYS_KEYS = SETTING_NAMES.filter((name): name is KeysKey => kindOf(name) === 'keys');
/** Those that are a program and its arguments. */
export const COMMAND_KEYS = SETTING_NAMES.filter((name): name is CommandKey => kindOf(name) === 'command');
/** Those that a file may hold. */
export const VALUE_KEYS = SETTING_NAMES.filter((name): name is ValueKey => kindOf(name) !== 'variable');

/** One setting as the type that all have in common. */
export function settingOf(name: SettingName): Setting {
  return SETTINGS[name];
}

/** The key of a value in a file: `insurance.notifyUrl`. */
export function keyPath(name: ValueKey): string {
  return settingOf(name).key ?? name;
}

/** How a person can set a value, for messages: `--notify-url, or insurance.notifyUrl in the configuration, or …`. */
export function waysToSet(name: ValueKey): string {
  const { option, env } = settingOf(name);
  return [option, `${keyPath(name)} in the configuration`, env].filter((way) => way !== undefined).join(', or ');
}
