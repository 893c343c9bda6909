import { randomBytes } from 'node:crypto';
import { open, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { CannotStart, systemCode } from './cannot-start.ts';

export interface AdminKey {
  readonly value: string;
  /** `given` by the environment, `kept` from an earlier start, or `created` now and not kept yet. */
  readonly origin: 'given' | 'kept' | 'created';
  /** Writes a created key into the data folder, for its owner's eyes only; does nothing with any other. */
  keep(): Promise<void>;
}

const nothing = async (): Promise<void> => {};

/** The key of the administrator of a local house. One that is given is used and not written down. */
export async function adminKeyOf(folder: string, given?: string): Promise<AdminKey> {
  if (given !== undefined) {
    if (!/^[\x21-\x7e]{1,512}$/.test(given)) {
      throw new CannotStart(
        'METERHOUSE_ADMIN_KEY must be 1 to 512 printable ASCII characters without blanks',
      );
    }
    return { value: given, origin: 'given', keep: nothing };
  }
  const file = join(folder, 'admin-key');
  const kept = await readKept(file);
  if (kept !== undefined) return { value: kept, origin: 'kept', keep: nothing };
  const value = `mh_${randomBytes(32).toString('base64url')}`;
  return { value, origin: 'created', keep: () => write(file, value) };
}

async function readKept(file: string): Promise<string | undefined> {
  try {
    return (await readFile(file, 'utf8')).trim() || undefined;
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}

async function write(file: string, value: string): Promise<void> {
  const draft = `${file}.draft`;
  const handle = await open(draft, 'w', 0o600);
  try {
    await handle.writeFile(`${value}\n`);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(draft, file);
}
