import { stat } from 'node:fs/promises';
import { platform, tmpdir } from 'node:os';
import { basename, dirname, resolve } from 'node:path';
import { SETTINGS } from '../../config/settings-table.js';
import { ConfigError, WechatPayError } from '../../errors.js';
import { makeFolder } from '../../shared/make-folder.js';
import { reasonOf } from '../../shared/message-of.js';
import { isTrustedOwner } from '../../shared/ownership.js';
import { shellQuote } from '../../shared/shell-quote.js';
import { saySandbox } from '../../texts/sandbox.js';
import { makeTemporaryDir } from './temporary-dir.js';

/** As a data directory: keep orders in memory, and keys in a temporary folder that goes with the sandbox. */
const IN_MEMORY = ':memory:';

/** The folder in which a sandbox keeps its things. */
export interface DataDir {
  /** Absolute. */
  path: string;
  inMemory: boolean;
  /** Removes the folder if it was made for this sandbox alone. */
  dispose(): Promise<void>;
}

/** The error for a data directory that cannot be used: an error of the file system as one that says what to do; others as they are. */
export function dataDirError(path: string, cause: unknown): unknown {
  if (cause instanceof WechatPayError || !(cause instanceof Error) || !('syscall' in cause)) return cause;
  return new ConfigError(saySandbox('cannotKeep', path, reasonOf(cause)), {
    code: 'BAD_SANDBOX_DATA',
    hint: saySandbox('cannotKeepHint'),
    cause,
  });
}

/** Whoever else may write there could exchange keys and orders. */
const requirePrivate = async (path: string): Promise<void> => {
  const { uid, mode } = await stat(path);
  const variable = SETTINGS.sandboxDir.env;
  if (!isTrustedOwner(uid)) {
    throw new ConfigError(saySandbox('otherOwner', path, uid), {
      code: 'BAD_SANDBOX_DATA',
      hint: saySandbox('ownFolder', variable),
    });
  }
  if (platform() === 'win32' || (mode & 0o022) === 0) return;
  throw new ConfigError(saySandbox('writable', path), {
    code: 'BAD_SANDBOX_DATA',
    hint: saySandbox('ownFolderOr', variable, `chmod go-w ${shellQuote(path)}`),
  });
};

/**
 * Opens a data directory, making it (0700) if it is missing.
 * @throws {ConfigError} `BAD_SANDBOX_DATA` when it cannot be made, belongs to another user or can be written to by others
 */
export async function openDataDir(dataDir: string): Promise<DataDir> {
  const inMemory = dataDir === IN_MEMORY;
  const wanted = inMemory ? tmpdir() : resolve(dataDir);
  try {
    if (inMemory) return { ...(await makeTemporaryDir()), inMemory };
    await makeFolder(wanted, 0o700);
    await requirePrivate(wanted);
    // As under XDG_STATE_HOME: whoever may write wxpay's own folder there could exchange this one.
    const above = dirname(wanted);
    if (basename(above) === 'wxpay') await requirePrivate(above);
    return { path: wanted, inMemory, dispose: async () => {} };
  } catch (cause) {
    throw dataDirError(wanted, cause);
  }
}
