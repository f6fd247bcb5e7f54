import { execFile } from 'node:child_process';
import { realpathSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { readSmallFile } from '../../../../shared/read-file.js';
import { pathFrom } from '../../../../shared/relative-path.js';
import { replaceFile } from '../../../../shared/write-file.js';

const execute = promisify(execFile);

/** What git would take with the next commit. */
export interface Unignored {
  /** The repository's `.gitignore`, absolute. */
  ignoreFile: string;
  /** Paths from the repository's folder. */
  files: string[];
}

type Env = Readonly<Record<string, string | undefined>>;

/** What git prints; `undefined` where it fails, or is not installed. */
const git = async (folder: string, env: Env, ...words: string[]): Promise<string | undefined> => {
  try {
    // A repository's own settings may name programs to run.
    const { stdout } = await execute('git', ['-C', folder, '-c', 'core.fsmonitor=false', ...words], { env });
    return stdout.trim();
  } catch {
    return undefined;
  }
};

/**
 * The files among some that lie in a git repository and are not ignored by it; `undefined` when there are none.
 * @param folder in which the repository is looked for
 * @param files absolute paths of files that exist
 */
export async function findUnignored(
  folder: string,
  files: readonly string[],
  env: Env,
): Promise<Unignored | undefined> {
  const root = await git(folder, env, 'rev-parse', '--show-toplevel');
  if (!root) return undefined;
  const inside = files.map((file) => pathFrom(root, realpathSync(file))).filter((path) => path.startsWith('./'));
  const ignored = await Promise.all(inside.map((path) => git(root, env, 'check-ignore', '--', path)));
  const found = inside.filter((_, at) => ignored[at] === undefined).map((path) => path.slice(2));
  return found.length === 0 ? undefined : { ignoreFile: join(root, '.gitignore'), files: found };
}

/** A path as a line of `.gitignore` that means it alone. */
const pattern = (path: string): string => `/${path.replace(/[\\*?[\]#! ]/g, '\\$&')}`;

/**
 * Adds the files to the repository's `.gitignore`.
 * @throws the error of the file system
 */
export async function ignoreFiles({ ignoreFile, files }: Unignored): Promise<void> {
  const before = readSmallFile(ignoreFile);
  const text = before.ok ? before.bytes.toString('utf8') : '';
  const whole = text === '' || text.endsWith('\n') ? text : `${text}\n`;
  const mode = (statSync(ignoreFile, { throwIfNoEntry: false })?.mode ?? 0o644) & 0o777;
  await replaceFile(ignoreFile, `${whole}${files.map((path) => `${pattern(path)}\n`).join('')}`, { mode });
}
