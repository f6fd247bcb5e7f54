import { accessSync, constants, existsSync, realpathSync } from 'node:fs';
import { dirname, isAbsolute, join, relative, resolve } from 'node:path';
// Not cosmiconfig's own entry: that looks in the working directory for a configuration of cosmiconfig itself, and runs
// `.config/config.js` if there is one (see the test).
import { Explorer } from 'cosmiconfig/dist/Explorer.js';
import { notOurOwn } from '../shared/ownership.js';
import { fileProblem } from '../shared/read-file.js';
import { systemCode } from '../shared/system-code.js';
import type { Text } from '../shared/text.js';
import { sayFile } from '../texts/files.js';
import { saySetting } from '../texts/settings.js';
import { type SearchResult, unreadable } from './config-file.js';
import type { LookUp } from './expand.js';
import { loaders, MODULE_NAME, RC_FILES } from './loaders.js';
import { notOurs } from './trust.js';

declare module 'cosmiconfig/dist/Explorer.js' {
  interface ExplorerOptions {
    moduleName: string;
    searchPlaces: readonly string[];
    searchStrategy: 'none';
    ignoreEmptySearchPlaces: boolean;
    cache: boolean;
    loaders: Readonly<Record<string, (file: string, content: string) => unknown>>;
    transform: (result: ExplorerResult | null) => ExplorerResult | null;
    metaConfigFilePath: null;
  }
  interface ExplorerResult {
    filepath: string;
    config: { document: unknown } | undefined;
  }
  /** What cosmiconfig's `cosmiconfig()` makes once it has read its options. */
  export class Explorer {
    constructor(options: ExplorerOptions);
    load(file: string): Promise<ExplorerResult | null>;
    search(folder: string): Promise<ExplorerResult | null>;
  }
}

/** Names looked for in the working directory and the folders above it, in this order. */
const PROJECT_PLACES = RC_FILES.concat('package.json');
/** Names looked for in `$XDG_CONFIG_HOME/wechatpay/`, in this order. */
const GLOBAL_PLACES = ['config', 'config.json', 'config.yaml', 'config.yml'] as const;

const CODE_EXTENSIONS = ['.js', '.cjs', '.mjs', '.ts'] as const;

const explorerFor = (searchPlaces: readonly string[]) =>
  new Explorer({
    moduleName: MODULE_NAME,
    searchPlaces,
    searchStrategy: 'none',
    ignoreEmptySearchPlaces: true,
    cache: false,
    loaders,
    transform: (result) => result,
    metaConfigFilePath: null,
  });

/** From a folder up to another one above it, both included; the folder alone when it is not below that one. */
const foldersUp = (from: string, to: string): string[] => {
  const way = relative(to, from);
  if (isAbsolute(way) || /^\.\.(?:[/\\]|$)/.test(way)) return [from];
  return from === to ? [from] : [from, ...foldersUp(dirname(from), to)];
};

/** With links followed; a folder that cannot be entered stays as it is. */
const realFolder = (path: string): string => {
  try {
    return realpathSync.native(path);
  } catch {
    return resolve(path);
  }
};

/**
 * The places of a folder that may be read. cosmiconfig reads whatever is there, so that what would end in a wait or a
 * full memory is found before: it is refused, but for a `package.json`, which is not our business.
 */
const readablePlaces = (folder: string, places: readonly string[]): string[] =>
  places.filter((place) => {
    const file = join(folder, place);
    const problem = fileProblem(file);
    if (problem === undefined) return true;
    if (problem.kind === 'missing' || problem.kind === 'denied' || place === 'package.json') return false;
    throw unreadable(file, problem.reason);
  });

/** Says what was passed over in a folder, so that nobody wonders why a file has no effect. */
const passedOver = (folder: string, places: readonly string[]): Text[] => {
  const [base = ''] = places;
  const existing = (names: readonly string[]) =>
    names.map((name) => join(folder, name)).filter((file) => existsSync(file));
  for (const file of existing(places)) {
    try {
      accessSync(file, constants.R_OK);
    } catch {
      throw unreadable(file, sayFile('denied'));
    }
  }
  const code = existing(CODE_EXTENSIONS.map((extension) => base + extension));
  return [
    ...existing(places.filter((name) => name !== 'package.json')).map((file) => saySetting('passedOver', file)),
    ...code.map((file) => saySetting('codePassedOver', file)),
  ];
};

const searchFolder = async (folder: string, places: readonly string[]) => {
  const result = await explorerFor(readablePlaces(folder, places))
    .search(folder)
    .catch((error: unknown) => {
      // A folder above that must not be entered, or a home like /dev/null, has no configuration for us.
      if (['ENOTDIR', 'EACCES', 'EPERM'].some((code) => code === systemCode(error))) return null;
      throw error;
    });
  return result?.config && { file: result.filepath, document: result.config.document };
};

/**
 * Searches the configuration file: from `cwd` up to `home`, then in `$XDG_CONFIG_HOME/wechatpay/` (default
 * `~/.config/wechatpay/`). The first one with content wins; files are not merged. Outside of the home folder only `cwd`
 * is looked in: what lies above may be anybody's, as `/tmp` is. Neither is a file taken that belongs to another user
 * or that others may write. One in the home folder itself, or in the global one, is trusted; others are not.
 * @throws {ConfigError} `CONFIG_UNREADABLE` for one that is there but may not be read, `CONFIG_SYNTAX`,
 * `UNTRUSTED_CONFIG`
 */
export async function searchConfig(cwd: string, home: string, lookUp: LookUp): Promise<SearchResult> {
  const ownHome = realFolder(home);
  const xdgConfigHome = lookUp('XDG_CONFIG_HOME');
  const xdg = xdgConfigHome !== undefined && isAbsolute(xdgConfigHome) ? xdgConfigHome : join(home, '.config');
  const global = realFolder(join(xdg, MODULE_NAME));
  const folders = [
    ...foldersUp(realFolder(cwd), ownHome).map((folder) => ({ folder, places: PROJECT_PLACES })),
    { folder: global, places: GLOBAL_PLACES },
  ];
  const searched: string[] = [];
  const warnings: Text[] = [];
  for (const { folder, places } of folders) {
    searched.push(folder);
    const found = await searchFolder(folder, places);
    if (found) {
      const problem = notOurOwn(found.file, lookUp('SUDO_UID'));
      if (problem !== undefined) throw notOurs(found.file, problem);
      return { found: { ...found, searched: folder !== ownHome && folder !== global }, searched, warnings };
    }
    warnings.push(...passedOver(folder, places));
  }
  return { found: undefined, searched, warnings };
}
