import { closeSync, existsSync, openSync, readSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { isKeyMaterial } from '../apiv3/pem.js';
import { ConfigError } from '../errors.js';
import { systemCode } from '../system-code.js';
import { describeSource, type Source } from './source.js';

/** A key or certificate as configured: its content, and what to call it in messages. */
export interface KeyContent {
  content: string | Uint8Array;
  /** Where it was set, and the file it is in: `/x/.wechatpayrc: privateKey (/x/apiclient_key.pem)`. */
  name: string;
  /** The file it was read from, absolute; absent when the configuration holds the key itself. */
  path?: string;
}

/** Far above any key or certificate, far below what would fill the memory. */
const MAXIMUM_BYTES = 1024 * 1024;

/** An absolute path: `~/` is the home directory, a relative one starts in `base`. */
export function resolvePath(path: string, base: string, home: string): string {
  return path.startsWith('~/') ? join(home, path.slice(2)) : resolve(base, path);
}

/** Whether a value looks more like a damaged key, or another secret, than like a path: then no message may show it. */
const isHardlyPath = (value: string): boolean =>
  /[\p{Cc}]|-----/u.test(value) ||
  value.split(/[/\\]/).some((part) => Buffer.byteLength(part) > 255) ||
  (value.length >= 32 && !/^(?:[./~]|[A-Za-z]:\\)/.test(value) && !value.includes('.'));

/** Up to so many bytes of a file. Not by the size that `stat` gives: a pipe has none. */
const readUpTo = (path: string, limit: number): Buffer => {
  const file = openSync(path, 'r');
  try {
    const bytes = Buffer.allocUnsafe(limit);
    let length = 0;
    for (let read = -1; read !== 0 && length < limit; length += read) {
      read = readSync(file, bytes, length, Math.min(limit - length, 65_536), null);
    }
    return bytes.subarray(0, length);
  } finally {
    closeSync(file);
  }
};

// Synchronous, because nothing else can go on meanwhile, and the thread pool and streams take milliseconds to start.
const readLimited = (path: string, name: string): Buffer => {
  const fail = (code: string, reason: string, hint: string) => new ConfigError(`${name}: ${reason}`, { code, hint });
  try {
    if (!statSync(path).isDirectory()) {
      const bytes = readUpTo(path, MAXIMUM_BYTES + 1);
      if (bytes.length <= MAXIMUM_BYTES) return bytes;
      throw fail('KEY_FILE_UNREADABLE', 'the file has more than 1 MiB: this is no key', 'Name a PEM file.');
    }
  } catch (error) {
    if (error instanceof ConfigError) throw error;
    const code = systemCode(error);
    if (code === 'ENOENT' || code === 'ENOTDIR') {
      const hint =
        'Check the path: a relative one starts in the folder of the configuration file, or, in an environment variable, in the working directory.';
      throw fail('KEY_FILE_NOT_FOUND', 'the file does not exist', hint);
    }
    const reason = code === 'EACCES' || code === 'EPERM' ? 'no permission' : `${code ?? 'unknown reason'}`;
    throw fail('KEY_FILE_UNREADABLE', `the file cannot be read: ${reason}`, 'Check owner and permissions: ls -l.');
  }
  throw fail(
    'KEY_FILE_UNREADABLE',
    'expected a file, found a folder',
    'Name the file in it, such as apiclient_key.pem.',
  );
};

/**
 * The content of a key or certificate that a value stands for: the value itself when it is a PEM (also with `\n`
 * written out) or base64, else the file that it names. At most 1 MiB is read.
 * @param value `${NAME}` already replaced
 * @param source where it was set: a path is relative to the configuration file's folder, else to `cwd`
 * @throws {ConfigError} `KEY_FILE_NOT_FOUND`, `KEY_FILE_UNREADABLE` naming the path as resolved; `BAD_KEY` for a value that
 * is neither a key nor a path
 */
export function readKeyContent(
  value: string,
  source: Source,
  { cwd, home }: { cwd: string; home: string },
): KeyContent {
  const setting = describeSource(source);
  if (isKeyMaterial(value)) return { content: value, name: setting };
  const text = value.trim();
  const path = resolvePath(text, source.kind === 'file' ? dirname(source.file) : cwd, home);
  if (isHardlyPath(text) && !existsSync(path)) {
    throw new ConfigError(`${setting}: expected a path or a PEM, found ${text.length} characters that are neither`, {
      code: 'BAD_KEY',
      hint: 'A PEM goes from -----BEGIN to -----END, both lines included; safer is the path of a file with it.',
    });
  }
  const name = `${setting} (${path})`;
  return { content: readLimited(path, name), name, path };
}
