import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { Env } from '../../src/config/environment.js';
import { type ConfigInput, loadSettings, type Settings } from '../../src/config/settings.js';
import { WechatPayError } from '../../src/errors.js';

/** A home directory of its own, with a project in it; removed after the test. */
export interface Place {
  /** Above the home directory. */
  root: string;
  home: string;
  /** The working directory: `home/work/shop`. */
  cwd: string;
  /** Writes a file, by default readable by its owner only; a relative path starts in `cwd`. Answers the absolute path. */
  write: (path: string, content: string | Uint8Array, mode?: number) => string;
  /** Loads settings with this place as the world; nothing else of the machine has a part in it. */
  load: (env?: Env, input?: Partial<ConfigInput>) => Promise<Settings>;
}

export function createPlace(): Place {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'wxpay-config-')));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  const home = join(root, 'home');
  const cwd = join(home, 'work', 'shop');
  mkdirSync(cwd, { recursive: true });
  return {
    root,
    home,
    cwd,
    write: (path, content, mode = 0o600) => {
      const file = join(path.startsWith(root) ? '' : cwd, path);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, content, { mode });
      return file;
    },
    load: (env = {}, input = {}) => loadSettings({ cwd, home, env, ...input }),
  };
}

/** The error that something on purpose rejects with or throws; anything else fails the test. */
export async function failure(action: () => unknown): Promise<WechatPayError> {
  try {
    await action();
  } catch (error) {
    if (error instanceof WechatPayError) return error;
    throw error;
  }
  throw new Error('expected an error, and there was none');
}

/** All that an error could show to anybody: message, hint, JSON, stack, the chain of causes with every property. */
export function everythingOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const properties = JSON.stringify(Object.entries(Object.getOwnPropertyDescriptors(error)));
  return [error.message, error.stack, properties, everythingOf(error.cause)].join('\n');
}

/** `${NAME}`, which a linter would take for a mistake in each test. */
export const ref = (name: string): string => `\${${name}}`;
