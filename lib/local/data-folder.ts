import { mkdir, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { CannotStart, systemCode } from './cannot-start.ts';
import { lockFolder } from './process-lock.ts';

const reasons: Readonly<Record<string, string>> = {
  EACCES: 'this user may not write there',
  EPERM: 'this user may not write there',
  EROFS: 'the file system is read-only',
  EEXIST: 'there is a file of that name',
  ENOTDIR: 'a part of the path is a file',
  ENOENT: 'a folder cannot be made there',
  ENOSPC: 'the disk is full',
};

/** Makes the folder, readable by its owner alone, and keeps it for this process until `release`. */
export async function openDataFolder(
  path: string,
): Promise<{ readonly path: string; release(): Promise<void> }> {
  const folder = resolve(path);
  try {
    await makeFolder(folder);
    return { path: folder, ...(await lockFolder(folder)) };
  } catch (error) {
    const reason = reasons[systemCode(error) ?? ''];
    if (reason === undefined) throw error;
    throw new CannotStart(`cannot keep data in ${folder}: ${reason}; set METERHOUSE_DATA to another folder`, {
      cause: error,
    });
  }
}

/** Like a recursive `mkdir`, which never ends where a file system knows a parent and lets nobody make children. */
async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { mode: 0o700 });
  } catch (error) {
    const code = systemCode(error);
    if (code === 'EEXIST' && (await stat(folder)).isDirectory()) return;
    if (code !== 'ENOENT' || dirname(folder) === folder) throw error;
    await makeFolder(dirname(folder));
    await mkdir(folder, { mode: 0o700 });
  }
}
