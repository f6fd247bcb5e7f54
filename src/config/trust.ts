import { realpathSync } from 'node:fs';
import { dirname, isAbsolute, join, relative } from 'node:path';
import { isKeyMaterial } from '../apiv3/pem.js';
import { ConfigError } from '../errors.js';
import { shellQuote } from '../shared/shell-quote.js';
import { type Text, verbatim } from '../shared/text.js';
import { saySetting } from '../texts/settings.js';
import { isLoopbackUrl } from './base-url.js';
import { resolvePath } from './key-file.js';
import type { Layer } from './layers.js';
import type { Trust } from './setting.js';
import { keyPath, type LayerValues, SETTINGS, settingOf, VALUE_KEYS, type ValueKey } from './settings-table.js';
import { describeSource, type FileSource, type Source } from './source.js';

/** What the judgement depends on: the effective values and where they came from. */
export interface TrustFacts {
  values: Readonly<LayerValues>;
  sources: Readonly<Partial<Record<ValueKey, Source>>>;
}

const trustOf = (name: ValueKey): Trust => {
  const setting = settingOf(name);
  return setting.kind === 'variable' ? 'anyone' : setting.trust;
};

/** The settings that a searched file may set only for a key of its own. */
const GUARDED_KEYS = VALUE_KEYS.filter((name) => trustOf(name) === 'own-key');

/** The settings that a searched file may not hold. */
const NAMED_ONLY = VALUE_KEYS.filter((name) => trustOf(name) === 'named');

const realPath = (path: string): string | undefined => {
  try {
    return realpathSync.native(path);
  } catch {
    return undefined;
  }
};

/**
 * Where the private key is, as seen from the file: held by it or beside or below it, with links followed; in another
 * place that the file names; or not the file's at all, because the environment has it or says where it is.
 */
const placeOfKey = (value: string, source: Source, file: string, home: string): 'own' | 'elsewhere' | 'foreign' => {
  if (source.kind !== 'file' || value.includes('${')) return 'foreign';
  if (isKeyMaterial(value)) return 'own';
  const folder = realPath(dirname(file));
  const key = realPath(resolvePath(value.trim(), dirname(file), home));
  // What does not exist signs nothing, and is refused when it is read.
  if (key === undefined) return 'own';
  const way = folder === undefined ? '..' : relative(folder, key);
  return isAbsolute(way) || /^\.\.(?:[/\\]|$)/.test(way) ? 'elsewhere' : 'own';
};

/** How a file is named, which makes it trusted. */
const nameIt = (file: string): string => `export ${SETTINGS.configFile.env}=${shellQuote(file)}`;

/** The error for what a searched file may not say, with the two ways on. */
const untrusted = ({ file }: FileSource, problem: Text, otherWay: Text): ConfigError =>
  new ConfigError(problem, { code: 'UNTRUSTED_CONFIG', hint: saySetting('untrusted', nameIt(file), otherWay) });

/** The command that sets a value where a key from the environment is. */
const exportOf = (name: ValueKey, value: string, { file }: FileSource, home: string): string => {
  const plain = shellQuote(value.replace(/\/\/[^/@]*@/, '//'));
  const { env } = settingOf(name);
  if (env !== undefined) return `export ${env}=${plain}`;
  if (name === 'proxy') return `export HTTPS_PROXY=${plain}`;
  const path = isKeyMaterial(value) ? join(dirname(file), 'ca.pem') : resolvePath(value, dirname(file), home);
  return `export NODE_EXTRA_CA_CERTS=${shellQuote(path)}`;
};

/** Refuses the settings that no searched file may hold at all, whether they count or not: a program that is run. */
const requireNone = (layers: readonly Layer[], home: string): void => {
  for (const { values, sourceOf } of layers) {
    for (const name of NAMED_ONLY) {
      const value = values[name];
      const source = sourceOf(name);
      if (value === undefined || source.kind !== 'file' || !source.searched) continue;
      const shown = typeof value === 'string' ? value : JSON.stringify(value);
      throw untrusted(
        source,
        saySetting('mayNotSet', describeSource(source), keyPath(name)),
        settingOf(name).env === undefined
          ? verbatim('')
          : saySetting('setYourself', exportOf(name, shown, source, home)),
      );
    }
  }
};

/**
 * Refuses what a file that was found by searching says about where requests go and which authority names the host, for
 * a private key that is not its own: a signature does not bind the host, so whoever wrote the folder one happens to
 * stand in would get requests that the real host accepts. For a key that it names in another place, this machine is
 * the only host that it may name. What is the default anyway may be said by everybody. A program to run, nobody but
 * the user may name.
 * @param layers what the file in use says, counting or not
 * @throws {ConfigError} `UNTRUSTED_CONFIG` naming file and key, with the two ways on
 */
export function requireTrust({ values, sources }: TrustFacts, layers: readonly Layer[], home: string): void {
  requireNone(layers, home);
  const isLocal = (name: 'baseUrl' | 'backupBaseUrl'): boolean =>
    values[name] === undefined || isLoopbackUrl(values[name]);
  for (const name of GUARDED_KEYS) {
    const source = sources[name];
    const value = values[name];
    if (source?.kind !== 'file' || !source.searched || typeof value !== 'string') continue;
    const setting = settingOf(name);
    const found = describeSource(source);
    const command = exportOf(name, value, source, home);
    const way = saySetting('setBesideKey', command);
    const { privateKey, signer } = values;
    const keySource = sources.privateKey ?? sources.signer;
    const isDefault = 'default' in setting && setting.default === value;
    if ((privateKey ?? signer) === undefined || keySource === undefined || isDefault) continue;
    // What signs in the place of a key is never the file's own.
    const place = privateKey === undefined ? 'foreign' : placeOfKey(privateKey, keySource, source.file, home);
    if (place === 'own') continue;
    if (place === 'foreign') {
      const where = describeSource(keySource);
      throw untrusted(source, saySetting('mayNotSetForKey', found, name, where), way);
    }
    const local = name === 'caFile' ? isLocal('baseUrl') && isLocal('backupBaseUrl') : isLoopbackUrl(value);
    if (!local) throw untrusted(source, saySetting('maySetLocal', found, name), saySetting('moveKey', command));
  }
}

/** Names of variables that hold secrets; the public key is not one. */
const SECRETIVE = /KEY|SECRET|PASS|PWD|TOKEN|CRED/i;

/**
 * Refuses a variable that a searched file may not read. Only ours are in its reach, and those that hold a secret only
 * for settings that stay on this machine: a key in `notifyUrl` or `baseUrl` would leave it.
 * @throws {ConfigError} `UNTRUSTED_CONFIG` naming file, key and variable
 */
export function requireReach(variable: string, source: FileSource): void {
  if (!source.searched) return;
  const { secret, kind } = settingOf(source.name);
  const ours = variable.startsWith('WECHATPAY_');
  const stays = secret || kind === 'key' || kind === 'keys';
  if (ours && (stays || !SECRETIVE.test(variable.replace('PUBLIC_KEY', '')))) return;
  throw untrusted(
    source,
    saySetting(ours ? 'reachOurs' : 'reachOurOwn', describeSource(source), variable),
    ours ? saySetting('writeValue') : saySetting('renameVariable', `export WECHATPAY_${variable}="$${variable}"`),
  );
}

/** The error for a searched file that somebody else decides about. */
export function notOurs(file: string, problem: Text): ConfigError {
  const [word, folder] = [shellQuote(file), shellQuote(dirname(file))];
  return new ConfigError(saySetting('notOurs', file, problem), {
    code: 'UNTRUSTED_CONFIG',
    hint: saySetting('notOursHint', nameIt(file), `chown "$(id -u)" ${word} ${folder} && chmod go-w ${word} ${folder}`),
  });
}
