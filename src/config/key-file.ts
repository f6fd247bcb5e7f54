import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { isKeyMaterial, MATERIAL_LIMIT } from '../apiv3/pem.js';
import type { CodeOf } from '../error-codes.js';
import { ConfigError } from '../errors.js';
import { othersMayWrite } from '../shared/ownership.js';
import { readSmallFile } from '../shared/read-file.js';
import { shellQuote } from '../shared/shell-quote.js';
import type { Text } from '../shared/text.js';
import { sayCredential } from '../texts/credentials.js';
import { describeSource, type Source } from './source.js';

/** A key or certificate as configured: its content, and what to call it in messages. */
export interface KeyContent {
  content: string | Uint8Array;
  /** Where it was set, and the file it is in: `/x/.wechatpayrc: privateKey (/x/apiclient_key.pem)`. */
  name: string;
  /** The file it was read from, absolute; absent when the configuration holds the key itself. */
  path?: string;
}

/** An absolute path: `~/` is the home directory, a relative one starts in `base`. */
export function resolvePath(path: string, base: string, home: string): string {
  return path.startsWith('~/') ? join(home, path.slice(2)) : resolve(base, path);
}

/** What the files of keys and certificates are called. */
const FILE_NAME = /\.(?:pem|key|crt|cer|cert|der|pub|p8|p12|pfx|txt)$/i;

/** In characters; systems allow about as much. */
const LONGEST_PATH = 4096;

const PATH_START = /^(?:\.{0,2}\/|~\/|\.{0,2}\\|[A-Za-z]:[\\/])/;

/** A part of a path as people name folders and files; a long one of mixed letters and digits may be a secret. */
const isPlainPart = (part: string): boolean =>
  /^[\p{L}\p{N}._@() -]{0,100}$/u.test(part) &&
  (part.length < 20 || /[._ -]/.test(part) || !(/[A-Z]/.test(part) && /[a-z]/.test(part) && /\d/.test(part)));

/** Whether a value looks like a path. What does not may be a damaged key or another secret: no message may show it. */
export function looksLikePath(value: string): boolean {
  if (value.length > LONGEST_PATH) return false;
  if (/\p{Cc}|-----/u.test(value)) return false;
  const parts = value.split(/[/\\]/);
  if (parts.some((part) => Buffer.byteLength(part) > 255)) return false;
  return FILE_NAME.test(value) || (PATH_START.test(value) && parts.every(isPlainPart));
}

const pathHint = (source: Source): Text => sayCredential(source.kind === 'option' ? 'pathOfProcess' : 'pathOfFile');

const readLimited = (path: string, name: string, source: Source): Buffer => {
  const result = readSmallFile(path, MATERIAL_LIMIT);
  if (result.ok) return result.bytes;
  const { kind, reason } = result.problem;
  const fail = (code: CodeOf<'config'>, message: Text, hint: Text) => new ConfigError(message, { code, hint });
  switch (kind) {
    case 'missing':
      throw fail('KEY_FILE_NOT_FOUND', sayCredential('fileMissing', name), pathHint(source));
    case 'too-large':
      throw fail('KEY_FILE_UNREADABLE', sayCredential('fileTooLarge', name), sayCredential('nameAPem'));
    case 'not-a-file':
      throw fail('KEY_FILE_UNREADABLE', sayCredential('notAFile', name, reason), sayCredential('nameTheFile'));
    case 'denied':
    case 'unreadable':
      throw fail('KEY_FILE_UNREADABLE', sayCredential('fileUnreadable', name, reason), sayCredential('checkAccess'));
  }
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
  if (text === '') {
    throw new ConfigError(sayCredential('empty', setting), {
      code: 'BAD_KEY',
      hint: sayCredential('emptyHint'),
    });
  }
  const path = resolvePath(text, source.kind === 'file' ? dirname(source.file) : cwd, home);
  if (!looksLikePath(text) && !existsSync(path)) {
    throw new ConfigError(sayCredential('neither', setting, text.length), {
      code: 'BAD_KEY',
      hint: sayCredential('neitherHint', pathHint(source)),
    });
  }
  const name = `${setting} (${path})`;
  return { content: readLimited(path, name, source), name, path };
}

/**
 * Reads, as `readKeyContent` does, what others are believed by: a key of WeChat Pay, a certificate authority. Its
 * integrity is the trust, so that a file which other users may write or replace is refused.
 * @throws {ConfigError} `KEY_FILE_WRITABLE`, and those of `readKeyContent`
 */
export function readTrustedContent(value: string, source: Source, context: { cwd: string; home: string }): KeyContent {
  const found = readKeyContent(value, source, context);
  const problem = found.path === undefined ? undefined : othersMayWrite(found.path);
  if (found.path === undefined || problem === undefined) return found;
  const [file, folder] = [shellQuote(found.path), shellQuote(dirname(found.path))];
  throw new ConfigError(sayCredential('writable', found.name, problem), {
    code: 'KEY_FILE_WRITABLE',
    hint: sayCredential('writableHint', `chmod go-w ${file} ${folder}`),
  });
}
