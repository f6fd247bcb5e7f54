import { KeyObject, X509Certificate } from 'node:crypto';
import { isSecret } from '../apiv3/secret.js';
import { checkBaseUrl } from '../config/base-url.js';
import { checkChoice, checkNumber, type NumberRange } from '../config/setting.js';
import { SETTINGS } from '../config/settings-table.js';
import { ConfigError } from '../errors.js';
import { checkProxyUrl } from '../shared/proxy-url.js';
import { suggestion } from '../shared/suggest.js';
import { joinWordings, type Text } from '../shared/text.js';
import { sayCall } from '../texts/calls.js';

/** What is wrong with the value of an option, in one phrase; `undefined` when nothing is. */
export type Check = (value: unknown) => Text | undefined;

const typeName = (value: unknown): string => {
  if (value === null || value === undefined) return String(value);
  return Array.isArray(value) ? 'array' : typeof value;
};

/** Only the kind of what was found is told: the value may be a secret in the wrong place. */
const unlike = (expected: Text, value: unknown): Text => sayCall('found', expected, typeName(value));

/** An option that is a text. */
export const text =
  (check: (value: string) => Text | undefined = () => undefined): Check =>
  (value) =>
    typeof value === 'string' ? check(value) : unlike(sayCall('string'), value);

const number =
  (range: NumberRange): Check =>
  (value) =>
    typeof value === 'number' ? checkNumber(value, range) : unlike(sayCall('number'), value);

const isText = (value: unknown): boolean => typeof value === 'string' || value instanceof Uint8Array;

/** An option that is key material: text, bytes, or one of the objects that are accepted. */
const material =
  (expected: Text, isObject: (value: unknown) => boolean): Check =>
  (value) =>
    isText(value) || isObject(value) ? undefined : unlike(expected, value);

const isKeyObject = (value: unknown): boolean => value instanceof KeyObject;
const isCertificate = (value: unknown): boolean => value instanceof X509Certificate;

/** Whether a value is an object as one writes it: of no class. */
export const isPlain = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && [Object.prototype, null].includes(Object.getPrototypeOf(value));

/** Whether a value is a key ring, by what is asked of one. */
export const isRing = (value: unknown): boolean =>
  typeof value === 'object' &&
  value !== null &&
  Array.isArray(Reflect.get(value, 'ids')) &&
  typeof Reflect.get(value, 'find') === 'function' &&
  typeof Reflect.get(value, 'preferred') === 'function';

const certs: Check = (value) => {
  if (isRing(value)) return undefined;
  if (!isPlain(value)) return unlike(sayCall('certs'), value);
  const entry = material(sayCall('certsInput'), (one) => isKeyObject(one) || isCertificate(one));
  const problems = Object.values(value).flatMap((one, index) => {
    const problem = entry(one);
    return problem === undefined ? [] : [sayCall('entry', index + 1, problem)];
  });
  return problems.length === 0 ? undefined : joinWordings(problems, { zh: '；', en: '; ' });
};

const functions: Check = (value) => {
  if (typeof value !== 'object' || value === null) return unlike(sayCall('objectOfFunctions'), value);
  const wrong = Object.values(value).find((one) => one !== undefined && typeof one !== 'function');
  return wrong === undefined ? undefined : unlike(sayCall('functions'), wrong);
};

/** The check of every option of `createClient`, and of what `loadConfig` adds. */
export const CLIENT_CHECKS = {
  mchid: text(),
  serial: text(),
  certificate: material(sayCall('certificateInput'), isCertificate),
  privateKey: material(sayCall('keyInput'), isKeyObject),
  sign: (value) => (typeof value === 'function' ? undefined : unlike(sayCall('function'), value)),
  privateKeyPassphrase: text(),
  certs,
  baseUrl: text(checkBaseUrl),
  backupBaseUrl: text(checkBaseUrl),
  timeout: number(SETTINGS.timeout.range),
  retries: number(SETTINGS.retries.range),
  apiv3Key: (value) => (isText(value) || isSecret(value) ? undefined : unlike(sayCall('stringOrBytes'), value)),
  proxy: text(checkProxyUrl),
  ca: text(),
  language: text((value) => checkChoice(value, SETTINGS.lang.choices)),
  environment: functions,
  notifyUrl: text(),
  serviceId: text(),
} as const satisfies Record<string, Check>;

/** An unknown name as it may be shown: what does not look like a name may be a secret. */
const shownName = (name: string): string => (/^[A-Za-z_$][\w$]{0,39}$/.test(name) ? ` ${name}` : '');

/**
 * Checks the options of a function of the library by name and kind. One that is `undefined` counts as absent. All
 * problems are reported at once; none shows a value.
 * @param call the function, for the message
 * @throws {ConfigError} `CONFIG_INVALID`
 */
export function checkOptions(call: string, options: unknown, checks: Readonly<Record<string, Check>>): void {
  if (typeof options !== 'object' || options === null || Array.isArray(options)) {
    throw new ConfigError(sayCall('problem', call, unlike(sayCall('options'), options)), {
      code: 'CONFIG_INVALID',
      hint: sayCall('knownOptions', Object.keys(checks).join(', ')),
    });
  }
  if (options instanceof Promise) {
    throw new ConfigError(sayCall('problem', call, sayCall('promise')), {
      code: 'CONFIG_INVALID',
      hint: sayCall('awaitIt', call),
    });
  }
  const names = Object.keys(checks);
  const problems = Object.entries(options).flatMap(([name, value]) => {
    const check = Object.hasOwn(checks, name) ? checks[name] : undefined;
    if (check === undefined) return [sayCall('unknownOption', shownName(name), suggestion(name.slice(0, 40), names))];
    const problem = value === undefined ? undefined : check(value);
    return problem === undefined ? [] : [sayCall('problem', name, problem)];
  });
  if (problems.length === 0) return;
  throw new ConfigError(sayCall('problems', call, problems), {
    code: 'CONFIG_INVALID',
    hint: sayCall('knownOptions', names.join(', ')),
  });
}
