import type { CodeOf } from '../error-codes.js';
import { ConfigError, UsageError } from '../errors.js';
import type { Text } from '../shared/text.js';
import { saySetting } from '../texts/settings.js';
import type { ValueKey } from './settings-table.js';

/** A key of a configuration file. */
export interface FileSource {
  kind: 'file';
  file: string;
  /** The key's path in it: `profiles.a.baseUrl`, `certs.PUB_KEY_ID_…`. */
  key: string;
  /** The setting that the key belongs to. */
  name: ValueKey;
  /** Whether the file was found by searching outside of the user's own folders: then it is not trusted (see trust.ts). */
  searched: boolean;
}

/** Where a value came from: an option, an environment variable, a key of a file, or nowhere (the default). */
export type Source =
  | { kind: 'option'; name: string }
  | { kind: 'environment'; name: string }
  | FileSource
  | { kind: 'default' };

/** A source as people read it: `--base-url`, `WECHATPAY_BASE_URL`, `/path/.wechatpayrc: profiles.a.baseUrl`, `default`. */
export function describeSource(source: Source): string {
  switch (source.kind) {
    case 'option':
    case 'environment':
      return source.name;
    case 'file':
      return `${source.file}: ${source.key}`;
    case 'default':
      return 'default';
  }
}

/**
 * The error for a value that cannot be used, naming where it was set. One given as an option is a mistake of the call
 * (`UsageError`, exit code 2), every other one of the configuration (`ConfigError`, exit code 3).
 * @param problem what was expected; never the value, which may be a secret put in the wrong place
 */
export function settingError(
  source: Source,
  problem: Text,
  facts: { code: CodeOf<'config'> & CodeOf<'usage'>; hint?: Text },
): ConfigError | UsageError {
  const message = saySetting('atSource', describeSource(source), problem);
  return source.kind === 'option' ? new UsageError(message, facts) : new ConfigError(message, facts);
}
