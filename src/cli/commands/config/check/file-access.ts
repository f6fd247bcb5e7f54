import { statSync } from 'node:fs';
import { platform, userInfo } from 'node:os';
import { isTrustedOwner } from '../../../../shared/ownership.js';
import { shellQuote } from '../../../../shared/shell-quote.js';
import type { Text } from '../../../../shared/text.js';
import { sayCheck } from '../../../../texts/config-check.js';
import { type Check, warned } from './check.js';

const NOTHING: Text = { zh: '', en: '' };

/** Mode and owner; `undefined` for what is not a file, and on Windows, which has neither. */
const accessOf = (path: string): { mode: number; uid: number } | undefined => {
  if (platform() === 'win32') return undefined;
  const found = statSync(path, { throwIfNoEntry: false });
  return found?.isFile() ? { mode: found.mode & 0o7777, uid: found.uid } : undefined;
};

const octal = (mode: number): string => mode.toString(8).padStart(4, '0');

/** Mode and owner of a file in brackets; nothing where there are none. */
export function describeAccess(path: string): Text {
  const access = accessOf(path);
  if (access === undefined) return NOTHING;
  const owner = access.uid === userInfo().uid ? sayCheck('yours') : sayCheck('ownedBy', access.uid);
  return sayCheck('access', octal(access.mode), owner);
}

/** Where a key is: its file with mode and owner, or the configuration itself. */
export function describePlace(path: string | undefined): Text {
  if (path === undefined) return sayCheck('inConfiguration');
  const file = sayCheck('file', path, describeAccess(path));
  return { zh: `，${file.zh}`, en: `, ${file.en}` };
}

/** A warning when others may read a file that holds a secret, or decide about it. */
export function accessWarnings(name: string, path: string | undefined): Check[] {
  const access = path === undefined ? undefined : accessOf(path);
  if (path === undefined || access === undefined) return [];
  const { mode, uid } = access;
  const file = shellQuote(path);
  return [
    ...(isTrustedOwner(uid) ? [] : [warned(name, sayCheck('othersOwn', uid), sayCheck('othersOwnHint', file))]),
    ...((mode & 0o077) === 0
      ? []
      : [warned(name, sayCheck('othersRead', path, octal(mode)), sayCheck('closeHint', file))]),
  ];
}
