import { ConfigError } from '../errors.js';
import { checkNotifyUrl } from '../shared/notify-url.js';
import { proxyUrl } from '../shared/proxy-url.js';
import type { Text } from '../shared/text.js';
import { saySetting } from '../texts/settings.js';
import { DEFAULT_BASE_URL, isLoopbackUrl } from './base-url.js';
import { expand, type LookUp } from './expand.js';
import { effective, type Layer, type Sourced } from './layers.js';
import { checkChoice, checkNumber } from './setting.js';
import {
  type Choice,
  type LayerValues,
  NUMBER_KEYS,
  type NumberKey,
  SETTINGS,
  settingOf,
  TEXT_KEYS,
  type TextKey,
} from './settings-table.js';
import { describeSource, type Source, settingError } from './source.js';

/** The texts that make credentials: they stay as they were written until a key is needed (see credentials.ts). */
export const AS_WRITTEN = [
  'mchid',
  'serial',
  'certificate',
  'privateKey',
  'privateKeyPassphrase',
  'apiv3Key',
  'caFile',
] as const satisfies readonly TextKey[];

/** Settings with a rule of their own, beside what the table says of them. */
const OWN_RULES = ['notifyUrl', 'baseUrl', 'backupBaseUrl', 'proxy', 'output', 'lang'] as const;

/** The texts of which the table says all: a new one needs no line here. */
type PlainTextKey = Exclude<TextKey, (typeof AS_WRITTEN)[number] | (typeof OWN_RULES)[number]>;

const isPlain = (name: TextKey): name is PlainTextKey => ![...AS_WRITTEN, ...OWN_RULES].some((other) => other === name);

/** The values that are ready to use: `${NAME}` replaced, checked, defaults filled in. */
export interface ResolvedValues extends Pick<LayerValues, PlainTextKey | NumberKey> {
  notifyUrl: string | undefined;
  /** An origin, without a slash at its end. */
  baseUrl: string;
  backupBaseUrl: string | undefined;
  /** A URL with its scheme; it may hold a password. */
  proxy: string | undefined;
  output: Choice<'output'>;
  lang: Choice<'lang'> | undefined;
  /** Whether the credentials are throwaway ones, which must never reach WeChat Pay. */
  sandbox: boolean;
  /** Whether whatever issues orders at WeChat Pay has to be confirmed. */
  guard: boolean;
}

const DEFAULT: Source = { kind: 'default' };

const checked = <T>(found: Sourced<T> | undefined, problemOf: (value: T) => Text | undefined): T | undefined => {
  const problem = found && problemOf(found.value);
  if (found && problem !== undefined) throw settingError(found.source, problem, { code: 'CONFIG_INVALID' });
  return found?.value;
};

/**
 * Takes from the layers the values that need no key: URLs, output, limits.
 * @param layers the strongest first
 * @throws {ConfigError | UsageError} `CONFIG_INVALID` naming where the bad value was set, `UNSET_VARIABLE`,
 * `SANDBOX_TO_LIVE` for sandbox credentials in front of another host than this machine
 */
export function resolveValues(layers: readonly Layer[], lookUp: LookUp): ResolvedValues {
  const text = (key: TextKey): Sourced<string> | undefined => {
    const found = effective(layers, key);
    return found && { ...found, value: expand(found.value, found.source, lookUp).trim() };
  };
  const checkedText = (key: TextKey): string | undefined => {
    const setting = settingOf(key);
    return checked(text(key), (value) => (setting.kind === 'text' ? setting.check?.(value) : undefined));
  };
  const plain: Pick<LayerValues, PlainTextKey | NumberKey> = {};
  for (const key of NUMBER_KEYS) {
    plain[key] = checked(effective(layers, key), (value) => checkNumber(value, SETTINGS[key].range));
  }
  for (const key of TEXT_KEYS.filter(isPlain)) plain[key] = checkedText(key);
  const choice = <K extends 'output' | 'lang'>(key: K): Choice<K> | undefined => {
    const choices: readonly Choice<K>[] = SETTINGS[key].choices;
    const value = checked(text(key), (typed) => checkChoice(typed, choices));
    return choices.find((known) => known === value);
  };
  const origin = (key: 'baseUrl' | 'backupBaseUrl'): string | undefined => {
    const url = checkedText(key);
    return url === undefined ? undefined : new URL(url).origin;
  };

  const baseUrl = origin('baseUrl') ?? SETTINGS.baseUrl.default;
  const backupBaseUrl =
    origin('backupBaseUrl') ?? (baseUrl === DEFAULT_BASE_URL ? SETTINGS.backupBaseUrl.default : undefined);
  const proxy = checkedText('proxy');
  const sandbox = effective(layers, 'sandbox');
  const live = [baseUrl, backupBaseUrl].find((url) => url !== undefined && !isLoopbackUrl(url));
  if (sandbox?.value && live !== undefined) {
    const setBy = describeSource(effective(layers, live === baseUrl ? 'baseUrl' : 'backupBaseUrl')?.source ?? DEFAULT);
    throw new ConfigError(saySetting('sandboxToLive', describeSource(sandbox.source), live, setBy), {
      code: 'SANDBOX_TO_LIVE',
      hint: saySetting('sandboxToLiveHint'),
    });
  }
  return {
    ...plain,
    notifyUrl: checked(text('notifyUrl'), (url) => checkNotifyUrl(url, isLoopbackUrl(baseUrl))),
    baseUrl,
    backupBaseUrl,
    proxy: proxy === undefined ? undefined : proxyUrl(proxy),
    output: choice('output') ?? SETTINGS.output.default,
    lang: choice('lang'),
    sandbox: sandbox?.value ?? SETTINGS.sandbox.default,
    guard: effective(layers, 'guard')?.value ?? SETTINGS.guard.default,
  };
}
