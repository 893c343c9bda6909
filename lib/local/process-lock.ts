import { readFileSync } from 'node:fs';
import { link, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { CannotStart, systemCode } from './cannot-start.ts';

/** How long a holder may take that is just ending, in milliseconds. */
const PATIENCE = 2000;

/**
 * Keeps a folder for this process until `release`. A holder that died without releasing holds nothing any more; it is
 * told from a process that was given its number since by the time the process started. Fails with `CannotStart`
 * naming the holder when that goes on to hold it.
 */
export async function lockFolder(folder: string): Promise<{ release(): Promise<void> }> {
  const lock = join(folder, 'lock');
  const ours = `${process.pid} ${startOf(process.pid) ?? ''}`;
  const draft = `${lock}.${process.pid}`;
  await writeFile(draft, ours, { mode: 0o600 });
  try {
    const deadline = performance.now() + PATIENCE;
    for (;;) {
      try {
        await link(draft, lock);
        return { release: () => rm(lock, { force: true }) };
      } catch (error) {
        if (systemCode(error) !== 'EEXIST') throw error;
      }
      const holder = await readHolder(lock);
      if (holder === undefined) continue;
      if (!isAlive(holder)) await removeStale(lock, holder);
      else if (performance.now() > deadline) throw taken(folder, holder);
      else await sleep(50);
    }
  } finally {
    await rm(draft, { force: true });
  }
}

const taken = (folder: string, holder: string): CannotStart =>
  new CannotStart(
    `another Meterhouse (process ${holder.split(' ')[0]}) uses ${folder}: stop it, or set METERHOUSE_DATA to another folder`,
  );

async function readHolder(lock: string): Promise<string | undefined> {
  try {
    return await readFile(lock, 'utf8');
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}

/** Takes the stale lock aside before removing it, and puts it back if somebody renewed it in between. */
async function removeStale(lock: string, holder: string): Promise<void> {
  const aside = `${lock}.stale.${process.pid}`;
  try {
    await rename(lock, aside);
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return;
    throw error;
  }
  if ((await readFile(aside, 'utf8')) !== holder) await link(aside, lock);
  await rm(aside, { force: true });
}

function isAlive(holder: string): boolean {
  const [pid = '', started] = holder.split(' ');
  if (!/^\d+$/.test(pid)) return false;
  try {
    process.kill(Number(pid), 0);
  } catch (error) {
    return systemCode(error) === 'EPERM';
  }
  return (startOf(Number(pid)) ?? '') === started;
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
