import { ConfigError } from '../errors.js';
import { checkNotifyUrl } from '../notify-url.js';
import { checkBaseUrl, DEFAULT_BACKUP_BASE_URL, DEFAULT_BASE_URL, isLoopbackUrl } from './base-url.js';
import { expand, type LookUp } from './expand.js';
import { effective, type Layer, type Sourced } from './layers.js';
import { checkChoice, LANGUAGES, OUTPUTS } from './schema.js';
import { describeSource, type Source, settingError } from './source.js';

/** The values that are ready to use: `${NAME}` replaced, checked, defaults filled in. */
export interface ResolvedValues {
  notifyUrl?: string | undefined;
  serviceId?: string | undefined;
  /** An origin, without a slash at its end. */
  baseUrl: string;
  backupBaseUrl?: string | undefined;
  output: (typeof OUTPUTS)[number];
  lang?: (typeof LANGUAGES)[number] | undefined;
  /** Seconds of one attempt. */
  timeout?: number | undefined;
  retries?: number | undefined;
  /** Requests a second of a batch. */
  rate?: number | undefined;
  /** Whether the credentials are throwaway ones, which must never reach WeChat Pay. */
  sandbox: boolean;
}

const DEFAULT: Source = { kind: 'default' };

/**
 * Takes from the layers the values that need no key: URLs, output, limits.
 * @param layers the strongest first
 * @throws {ConfigError | UsageError} `CONFIG_INVALID` naming where the bad value was set, `UNSET_VARIABLE`,
 * `SANDBOX_TO_LIVE` for sandbox credentials in front of another host than this machine
 */
export function resolveValues(layers: readonly Layer[], lookUp: LookUp): ResolvedValues {
  const text = (
    key: 'baseUrl' | 'backupBaseUrl' | 'notifyUrl' | 'serviceId' | 'output' | 'lang',
  ): Sourced<string> | undefined => {
    const found = effective(layers, key);
    return found && { ...found, value: expand(found.value, found.source, lookUp).trim() };
  };
  const check = (
    found: Sourced<string> | undefined,
    problemOf: (value: string) => string | undefined,
  ): string | undefined => {
    const problem = found && problemOf(found.value);
    if (found && problem !== undefined) throw settingError(found.source, problem, { code: 'CONFIG_INVALID' });
    return found?.value;
  };
  const choice = <T extends string>(key: 'output' | 'lang', choices: readonly T[]): T | undefined => {
    const value = check(text(key), (typed) => checkChoice(typed, choices));
    return choices.find((known) => known === value);
  };
  const origin = (key: 'baseUrl' | 'backupBaseUrl'): string | undefined => {
    const url = check(text(key), checkBaseUrl);
    return url === undefined ? undefined : new URL(url).origin;
  };

  const baseUrl = origin('baseUrl') ?? DEFAULT_BASE_URL;
  const backupBaseUrl = origin('backupBaseUrl') ?? (baseUrl === DEFAULT_BASE_URL ? DEFAULT_BACKUP_BASE_URL : undefined);
  const sandbox = effective(layers, 'sandbox');
  const live = [baseUrl, backupBaseUrl].find((url) => url !== undefined && !isLoopbackUrl(url));
  if (sandbox?.value && live !== undefined) {
    const setBy = describeSource(effective(layers, live === baseUrl ? 'baseUrl' : 'backupBaseUrl')?.source ?? DEFAULT);
    throw new ConfigError(
      `${describeSource(sandbox.source)}: these are throwaway credentials of a sandbox, which must not be sent to ${live} (${setBy})`,
      {
        code: 'SANDBOX_TO_LIVE',
        hint: 'Set baseUrl to the address that `wxpay sandbox` printed, or use another configuration.',
      },
    );
  }
  return {
    notifyUrl: check(text('notifyUrl'), (url) => checkNotifyUrl(url, isLoopbackUrl(baseUrl))),
    serviceId: text('serviceId')?.value,
    baseUrl,
    backupBaseUrl,
    output: choice('output', OUTPUTS) ?? 'table',
    lang: choice('lang', LANGUAGES),
    timeout: effective(layers, 'timeout')?.value,
    retries: effective(layers, 'retries')?.value,
    rate: effective(layers, 'rate')?.value,
    sandbox: sandbox?.value ?? false,
  };
}
