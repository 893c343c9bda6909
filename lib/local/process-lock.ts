import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { mkdir, readdir, rename, rm, rmdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { CannotStart, systemCode } from './cannot-start.ts';

/** How long a holder may take that is just ending, in milliseconds. */
const PATIENCE = 2000;

/**
 * Keeps a folder for this process until `release`. A holder that died without releasing holds nothing any more; it is
 * told from a process that was given its number since by the time the process started. Fails with `CannotStart`
 * naming the holder when that goes on to hold it.
 *
 * The lock is the folder `in-use`, held by whoever the one file in it is named after. Both steps are safe against
 * everybody else's: a folder is renamed onto a missing or empty one, and onto no other, so one of many claims succeeds;
 * and names are never given twice, so removing that of a dead holder cannot remove a living one's.
 */
export async function lockFolder(folder: string): Promise<{ release(): Promise<void> }> {
  const lock = join(folder, 'in-use');
  const holder = `${process.pid}.${startOf(process.pid) ?? ''}.${randomUUID()}`;
  const deadline = performance.now() + PATIENCE;
  for (;;) {
    const names = await readNames(lock);
    const other = names.find(isAlive);
    if (other === undefined) {
      for (const dead of names) await leave(lock, dead);
      if (await enter(lock, holder)) break;
    } else if (performance.now() > deadline) throw taken(folder, other);
    else await sleep(50);
  }
  await removeDrafts(folder);
  return { release: () => leave(lock, holder) };
}

const taken = (folder: string, holder: string): CannotStart =>
  new CannotStart(
    `another Meterhouse (process ${holder.split('.')[0]}) uses ${folder}: stop it, or set METERHOUSE_DATA to another folder`,
  );

async function readNames(lock: string): Promise<string[]> {
  try {
    return await readdir(lock);
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return [];
    throw error;
  }
}

/** Whether the lock is this holder's now. */
async function enter(lock: string, holder: string): Promise<boolean> {
  const draft = `${lock}.${holder}`;
  await mkdir(draft, { mode: 0o700 });
  try {
    await writeFile(join(draft, holder), '', { mode: 0o600 });
    await rename(draft, lock);
    return true;
  } catch (error) {
    await rm(draft, { recursive: true, force: true });
    if (isNotEmpty(error)) return false;
    throw error;
  }
}

async function leave(lock: string, holder: string): Promise<void> {
  await rm(join(lock, holder), { recursive: true, force: true });
  try {
    await rmdir(lock);
  } catch (error) {
    if (systemCode(error) !== 'ENOENT' && !isNotEmpty(error)) throw error;
  }
}

/** Systems differ in how they say it. */
const isNotEmpty = (error: unknown): boolean => ['ENOTEMPTY', 'EEXIST'].includes(systemCode(error) ?? '');

/** Removes what claimants left that died while they claimed. */
async function removeDrafts(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    const [, holder] = /^in-use\.(.*)$/.exec(name) ?? [];
    if (holder === undefined || isAlive(holder)) continue;
    await rm(join(folder, name), { recursive: true, force: true });
  }
}

function isAlive(holder: string): boolean {
  const [pid = '', started] = holder.split('.');
  if (!/^[1-9]\d{0,9}$/.test(pid)) return false;
  try {
    process.kill(Number(pid), 0);
  } catch (error) {
    if (systemCode(error) !== 'EPERM') return false;
  }
  const start = startOf(Number(pid));
  return start === undefined || start === started;
}

/** When a process started, in ticks since boot; `undefined` where the system does not say. */
function startOf(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The second field is the program's name in brackets and may itself hold blanks and brackets.
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
  } catch {
    return undefined;
  }
}
