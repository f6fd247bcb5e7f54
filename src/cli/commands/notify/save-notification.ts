import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { UsageError } from '../../../errors.js';
import { formatSaved, type SavedRequest } from '../../../notification/saved.js';
import { makeFolder } from '../../../shared/make-folder.js';
import { reasonOf } from '../../../shared/message-of.js';
import { replaceFile } from '../../../shared/write-file.js';
import { sayNotify } from '../../../texts/notify.js';

/** How many refused requests are kept at most: anybody can send them. */
const REFUSED_KEPT = 100;

const fileName = (id: string): string => {
  const safe = id.replace(/[^0-9A-Za-z_-]/g, '_').slice(0, 64);
  const digest = createHash('sha256').update(id).digest('hex').slice(0, 8);
  return safe === id ? `${id}.http` : `${safe}-${digest}.http`;
};

/** Keeps a request; without an id it is one that was refused. */
export type Saver = (request: SavedRequest, id: string | undefined) => Promise<void>;

/**
 * Keeps notifications in a folder, made (0700) if it is missing: one file each, named after the id, readable by its
 * owner alone (0600), and written whole or not at all. Of refused ones the first hundred are kept, as `refused-…`.
 * @throws {UsageError} `BAD_FOLDER` when the folder can't be made; the saver, `CANNOT_SAVE`
 */
export async function createSaver(folder: string): Promise<Saver> {
  try {
    await makeFolder(folder, 0o700);
  } catch (cause) {
    throw new UsageError(sayNotify('cannotMakeFolder', folder, reasonOf(cause)), {
      code: 'BAD_FOLDER',
      hint: sayNotify('cannotMakeFolderHint'),
      cause,
    });
  }
  let refused = 0;
  return async (request, id) => {
    if (id === undefined) {
      refused += 1;
      if (refused > REFUSED_KEPT) return;
    }
    const content = formatSaved(request);
    const digest = createHash('sha256').update(content).digest('hex').slice(0, 16);
    const file = join(folder, id === undefined ? `refused-${digest}.http` : fileName(id));
    try {
      await replaceFile(file, content, { mode: 0o600 });
    } catch (cause) {
      throw new UsageError(sayNotify('cannotSave', file, reasonOf(cause)), {
        code: 'CANNOT_SAVE',
        hint: sayNotify('cannotSaveHint'),
        cause,
      });
    }
  };
}
