import { lstatSync, readlinkSync } from 'node:fs';
import { basename, dirname, extname, join, resolve } from 'node:path';
import { resolvePath } from '../../../../config/key-file.js';
import { MODULE_NAME, RC_FILES } from '../../../../config/loaders.js';
import { SETTINGS } from '../../../../config/settings-table.js';
import { ConfigError } from '../../../../errors.js';
import { readSmallFile } from '../../../../shared/read-file.js';
import { shellQuote } from '../../../../shared/shell-quote.js';
import { sayInit } from '../../../../texts/config-init.js';
import type { Context } from '../../../context.js';

/** The file that is to be written. */
export interface Target {
  /** Absolute. */
  file: string;
  /** Its folder, absolute. */
  folder: string;
  /** Its text, if it exists. */
  text: string | undefined;
  /** The profile in it that is meant; without one, the whole file is. */
  profile: string | undefined;
  isJson: boolean;
  /** Whether it may read every environment variable: one that is found by searching reaches only our own. */
  isTrusted: boolean;
}

const EXTENSIONS = ['', '.json', '.yaml', '.yml', '.conf'];

const entryOf = (file: string) => lstatSync(file, { throwIfNoEntry: false });

/** The one that is named, else the one that the working directory has, else a new `.wechatpayrc` in it. */
const chooseFile = ({ world: { cwd, home, env }, options }: Context): string => {
  const named = options.config ?? env[SETTINGS.configFile.env]?.trim();
  if (named) return resolvePath(named, cwd, home);
  const places = RC_FILES.map((name) => join(cwd, name));
  return places.find((file) => entryOf(file) !== undefined) ?? join(cwd, `.${MODULE_NAME}rc`);
};

const readText = (file: string): string | undefined => {
  const result = readSmallFile(file);
  if (result.ok) return result.bytes.toString('utf8');
  const { kind, reason } = result.problem;
  if (kind === 'missing') return undefined;
  throw new ConfigError(sayInit('unreadable', file, reason), {
    code: 'CONFIG_UNREADABLE',
    hint: sayInit('checkFolder'),
  });
};

/**
 * Chooses the file, and reads it if it exists.
 * @throws {ConfigError} `CONFIG_NOT_DATA` for a file that holds something else, or a symbolic link; `CONFIG_UNREADABLE`
 */
export function chooseTarget(context: Context): Target {
  const { env, home } = context.world;
  const file = chooseFile(context);
  const folder = dirname(file);
  const extension = extname(file);
  if (!EXTENSIONS.includes(extension) || basename(file) === 'package.json') {
    throw new ConfigError(sayInit('badTarget', file), { code: 'CONFIG_NOT_DATA', hint: sayInit('badTargetHint') });
  }
  if (entryOf(file)?.isSymbolicLink()) {
    const to = shellQuote(resolve(folder, readlinkSync(file)));
    throw new ConfigError(sayInit('isLink', file), { code: 'FILE_EXISTS', hint: sayInit('isLinkHint', to) });
  }
  const text = readText(file);
  const profile = context.options.profile ?? (env[SETTINGS.profile.env]?.trim() || undefined);
  const isJson = extension === '.json' || text?.trimStart().startsWith('{') === true;
  return { file, folder, text, profile, isJson, isTrusted: folder === resolve(home) };
}
