import { basename, extname } from 'node:path';
import { ConfigError } from '../errors.js';
import { readSmallFile } from '../shared/read-file.js';
import type { Text } from '../shared/text.js';
import { saySetting } from '../texts/settings.js';
import { looksLikePath, resolvePath } from './key-file.js';
import { loaderOf, MODULE_NAME } from './loaders.js';
import { part } from './part.js';
import { SETTINGS } from './settings-table.js';

/** A configuration file and its content, not checked yet. */
export interface FoundConfig {
  file: string;
  document: unknown;
  /** Whether it was found by searching, outside of the user's own folders. */
  searched: boolean;
}

/** What a search brought. */
export interface SearchResult {
  found: FoundConfig | undefined;
  /** The folders that were looked in, in this order. */
  searched: string[];
  warnings: Text[];
}

/** Says that there is no configuration file, and where it was looked for. */
export function noFileFound(searched: readonly string[]): Text {
  return saySetting('noFile', searched.join(', '));
}

/** The error for a configuration file that is there but cannot be read. */
export const unreadable = (file: string, reason: Text): ConfigError =>
  new ConfigError(saySetting('unreadable', file, reason), {
    code: 'CONFIG_UNREADABLE',
    hint: saySetting('unreadableHint'),
  });

/** Whether a value may be shown as the path that it was meant to be: what looks otherwise may be a key or a whole file. */
const looksLikeConfigPath = (path: string, namedBy: string): boolean => {
  if (!/^[\p{L}\p{N}._@()~/\\: +-]{1,200}$/u.test(path)) return false;
  return namedBy === SETTINGS.configFile.option || looksLikePath(path) || /(?:rc|\.json|\.ya?ml|\.conf)$/i.test(path);
};

/**
 * What the text of a configuration file says, not checked yet; an object without keys for a text without any.
 * @param file decides by its name how the text is read
 * @throws {ConfigError} `CONFIG_NOT_DATA`, `CONFIG_SYNTAX`
 */
export async function parseDocument(file: string, text: string): Promise<unknown> {
  const loaded = text.trim() === '' ? undefined : await loaderOf(file)(file, text);
  return documentOf(loaded) ?? {};
}

const documentOf = (loaded: unknown): unknown => part(loaded, 'document');

/**
 * Reads the configuration file that `--config` or `WECHATPAY_CONFIG` names: YAML or JSON, whatever its name.
 * @param path relative to `cwd`, or absolute, or beginning with `~/`
 * @param namedBy who named it, for messages
 * @throws {ConfigError} `CONFIG_NOT_FOUND`, `CONFIG_UNREADABLE`, `CONFIG_NOT_DATA` (.js, .ts), `CONFIG_SYNTAX`
 */
export async function readConfigFile(
  path: string,
  namedBy: string,
  { cwd, home }: { cwd: string; home: string },
): Promise<FoundConfig> {
  const file = resolvePath(path, cwd, home);
  const result = readSmallFile(file);
  if (!result.ok) {
    const { kind, reason } = result.problem;
    if (kind === 'not-a-file' || kind === 'too-large' || kind === 'denied') throw unreadable(file, reason);
    if (!looksLikeConfigPath(path, namedBy)) {
      throw new ConfigError(saySetting('notAPath', namedBy, path.length), {
        code: 'CONFIG_NOT_FOUND',
        hint: saySetting('notAPathHint', SETTINGS.privateKey.env),
      });
    }
    if (kind === 'unreadable') throw unreadable(file, reason);
    throw new ConfigError(saySetting('fileMissing', file, namedBy), {
      code: 'CONFIG_NOT_FOUND',
      hint: saySetting('fileMissingHint'),
    });
  }
  const content = result.bytes.toString('utf8');
  const loaded = content.trim() === '' ? { document: undefined } : await loaderOf(file)(file, content);
  if (basename(file, extname(file)) !== 'package') return { file, document: documentOf(loaded) ?? {}, searched: false };
  const document = documentOf(part(loaded, MODULE_NAME));
  if (document !== undefined) return { file, document, searched: false };
  throw new ConfigError(saySetting('noSection', file, namedBy, MODULE_NAME), {
    code: 'CONFIG_NOT_FOUND',
    hint: saySetting('noSectionHint', MODULE_NAME),
  });
}
