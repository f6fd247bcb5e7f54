import { access, mkdtemp, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';

/** Whether a file or folder is there and can be reached. */
export async function exists(file: string): Promise<boolean> {
  try {
    await access(file);
    return true;
  } catch {
    return false;
  }
}

/**
 * Makes a folder (mode 0700) unless it is there, complete or not at all: it is filled under another name and then
 * renamed. Of several processes that start at once, one wins and the others find its folder.
 * @param marker a file that `fill` writes: what shows that the folder is there
 * @param fill writes the files into the folder that it is given
 */
export async function makeFolderOnce(
  folder: string,
  marker: string,
  fill: (draft: string) => Promise<void>,
): Promise<void> {
  if (await exists(join(folder, marker))) return;
  const draft = await mkdtemp(`${folder}.draft-`);
  try {
    await fill(draft);
    await rename(draft, folder);
  } catch (error) {
    // A folder with content cannot be replaced by a rename; each system has its own code for that.
    if (!(await exists(join(folder, marker)))) throw error;
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}
