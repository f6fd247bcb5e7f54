import { KeyObject, X509Certificate } from 'node:crypto';
import { isSecret } from '../apiv3/secret.js';
import { checkBaseUrl } from '../config/base-url.js';
import { checkChoice, checkNumber, type NumberRange } from '../config/setting.js';
import { SETTINGS } from '../config/settings-table.js';
import { ConfigError } from '../errors.js';
import { checkProxyUrl } from '../shared/proxy-url.js';
import { didYouMean } from '../shared/suggest.js';

/** What is wrong with the value of an option, in one phrase; `undefined` when nothing is. */
export type Check = (value: unknown) => string | undefined;

const typeName = (value: unknown): string => {
  if (value === null || value === undefined) return String(value);
  if (Array.isArray(value)) return 'an array';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
};

/** Only the kind of what was found is told: the value may be a secret in the wrong place. */
const expected = (what: string, value: unknown): string => `expected ${what}, found ${typeName(value)}`;

/** An option that is a text. */
export const text =
  (check: (value: string) => string | undefined = () => undefined): Check =>
  (value) =>
    typeof value === 'string' ? check(value) : expected('a string', value);

const number =
  (range: NumberRange): Check =>
  (value) =>
    typeof value === 'number' ? checkNumber(value, range) : expected('a number', value);

const isText = (value: unknown): boolean => typeof value === 'string' || value instanceof Uint8Array;

/** An option that is key material: text, bytes, or one of the objects that are accepted. */
const material =
  (what: string, isObject: (value: unknown) => boolean): Check =>
  (value) =>
    isText(value) || isObject(value) ? undefined : expected(`a PEM, a path, bytes or ${what}`, value);

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
  if (!isPlain(value)) return expected('an object of ids and keys', value);
  const entry = material('a key or certificate object', (one) => isKeyObject(one) || isCertificate(one));
  const problems = Object.values(value).flatMap((one, index) => {
    const problem = entry(one);
    return problem === undefined ? [] : [`entry ${index + 1}: ${problem}`];
  });
  return problems.length === 0 ? undefined : problems.join('; ');
};

const functions: Check = (value) => {
  if (typeof value !== 'object' || value === null) return expected('an object of functions', value);
  const wrong = Object.values(value).find((one) => one !== undefined && typeof one !== 'function');
  return wrong === undefined ? undefined : expected('functions', wrong);
};

/** The check of every option of `createClient`, and of what `loadConfig` adds. */
export const CLIENT_CHECKS = {
  mchid: text(),
  serial: text(),
  certificate: material('a certificate object', isCertificate),
  privateKey: material('a key object', isKeyObject),
  sign: (value) => (typeof value === 'function' ? undefined : expected('a function', value)),
  privateKeyPassphrase: text(),
  certs,
  baseUrl: text(checkBaseUrl),
  backupBaseUrl: text(checkBaseUrl),
  timeout: number(SETTINGS.timeout.range),
  retries: number(SETTINGS.retries.range),
  apiv3Key: (value) => (isText(value) || isSecret(value) ? undefined : expected('a string or bytes', value)),
  proxy: text(checkProxyUrl),
  ca: text(),
  language: text((value) => checkChoice(value, SETTINGS.lang.choices)),
  environment: functions,
  notifyUrl: text(),
  serviceId: text(),
} as const satisfies Record<string, Check>;

/** An unknown name as it may be shown: one that is no name at all may be a secret. */
const shownName = (name: string): string => (/^[A-Za-z_$][\w$]{0,39}$/.test(name) ? ` ${name}` : '');

/**
 * Checks the options of a function of the library by name and kind. One that is `undefined` counts as absent. All
 * problems are reported at once; none shows a value.
 * @param call the function, for the message
 * @throws {ConfigError} `CONFIG_INVALID`
 */
export function checkOptions(call: string, options: unknown, checks: Readonly<Record<string, Check>>): void {
  if (typeof options !== 'object' || options === null || Array.isArray(options)) {
    throw new ConfigError(`${call}: ${expected('an object of options', options)}`, {
      code: 'CONFIG_INVALID',
      hint: `Known options: ${Object.keys(checks).join(', ')}.`,
    });
  }
  if (options instanceof Promise) {
    throw new ConfigError(`${call}: expected an object of options, found a promise`, {
      code: 'CONFIG_INVALID',
      hint: `Await it: ${call}(await loadConfig()).`,
    });
  }
  const names = Object.keys(checks);
  const problems = Object.entries(options).flatMap(([name, value]) => {
    const check = Object.hasOwn(checks, name) ? checks[name] : undefined;
    if (check === undefined) return [`unknown option${shownName(name)}.${didYouMean(name.slice(0, 40), names)}`];
    const problem = value === undefined ? undefined : check(value);
    return problem === undefined ? [] : [`${name}: ${problem}`];
  });
  if (problems.length === 0) return;
  throw new ConfigError(
    problems.length === 1
      ? `${call}: ${problems[0]}`
      : `${call}: ${problems.length} problems:\n- ${problems.join('\n- ')}`,
    { code: 'CONFIG_INVALID', hint: `Known options: ${names.join(', ')}.` },
  );
}
