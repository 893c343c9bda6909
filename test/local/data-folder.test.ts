import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { describe, expect, onTestFinished, test } from 'vitest';
import { CannotStart } from '../../lib/local/cannot-start.ts';
import { openDataFolder } from '../../lib/local/data-folder.ts';
import { tempFolder } from './temp-folder.ts';

describe('a data folder', () => {
  test('is made, for its owner alone', async () => {
    const path = join(tempFolder(), 'a', 'b');
    const folder = await openDataFolder(path);
    expect(statSync(path).mode & 0o777).toBe(0o700);
    expect(folder.path).toBe(path);
  });

  test('is kept for one process at a time', async () => {
    const path = tempFolder();
    const folder = await openDataFolder(path);
    await expect(openDataFolder(path)).rejects.toThrow(
      new CannotStart(
        `another Meterhouse (process ${process.pid}) uses ${path}: stop it, or set METERHOUSE_DATA to another folder`,
      ),
    );
    await folder.release();
    expect(readdirSync(path)).toEqual([]);
    await (await openDataFolder(path)).release();
  });

  test('is left alone by a release that comes late', async () => {
    const path = tempFolder();
    const first = await openDataFolder(path);
    await first.release();
    const second = await openDataFolder(path);
    await first.release();
    expect(readdirSync(join(path, 'in-use'))).toHaveLength(1);
    await second.release();
  });

  test.each([
    ['a process that has ended', async () => `${await endedPid()}.1.x`],
    ['a process whose number another one has now', async () => `${process.pid}.1.x`],
    ['nobody who can be told', async () => 'x'],
    ['nobody at all', async () => undefined],
  ])('is free when it was kept by %s', async (_, holder) => {
    const path = tempFolder();
    leaveLock(path, await holder());
    const folder = await openDataFolder(path);
    expect(readdirSync(join(path, 'in-use'))).toEqual([expect.stringMatching(`^${process.pid}\\.`)]);
    await folder.release();
    expect(readdirSync(path)).toEqual([]);
  });

  test('is rid of what a process left that ended while it claimed', async () => {
    const path = tempFolder();
    mkdirSync(join(path, 'in-use.999999999.1.x'));
    await (await openDataFolder(path)).release();
    expect(readdirSync(path)).toEqual([]);
  });

  test.each([
    ['below a file', 'file/data', 'a part of the path is a file'],
    ['a file', 'file', 'there is a file of that name'],
  ])('cannot be %s', async (_, name, reason) => {
    const parent = tempFolder();
    writeFileSync(join(parent, 'file'), '');
    const path = join(parent, name);
    await expect(openDataFolder(path)).rejects.toThrow(
      new CannotStart(`cannot keep data in ${path}: ${reason}; set METERHOUSE_DATA to another folder`),
    );
  });

  test('cannot be where nobody may write', async () => {
    await expect(openDataFolder('/proc/meterhouse')).rejects.toThrow(CannotStart);
  });
});

describe('a data folder that many claim at once', () => {
  /** Folders that nobody holds, most of them after a process that died. */
  function freeFolders(count: number): string[] {
    const parent = tempFolder();
    return Array.from({ length: count }, (_, n) => {
      const path = join(parent, `${n}`);
      mkdirSync(path);
      if (n % 4 !== 0) leaveLock(path, n % 4 === 1 ? undefined : '999999999.1.x');
      return path;
    });
  }

  const failuresOf = (claims: readonly PromiseSettledResult<unknown>[]): unknown[] =>
    claims.flatMap((claim) => (claim.status === 'rejected' ? [claim.reason] : []));

  test('has one winner', async () => {
    const folders = freeFolders(32);
    const claims = await Promise.all(
      folders.map((path) => Promise.allSettled(Array.from({ length: 8 }, () => openDataFolder(path)))),
    );
    for (const claim of claims) {
      expect(claim.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
      expect(failuresOf(claim)).toEqual(Array(7).fill(expect.any(CannotStart)));
    }
    for (const claim of claims.flat()) if (claim.status === 'fulfilled') await claim.value.release();
    expect(folders.flatMap((path) => readdirSync(path))).toEqual([]);
  });

  test('never has two holders while they come and go', async () => {
    const [path = ''] = freeFolders(1);
    let holders = 0;
    let turns = 0;
    const claim = async (): Promise<void> => {
      const folder = await openDataFolder(path);
      expect(++holders).toBe(1);
      turns += 1;
      await new Promise(setImmediate);
      holders -= 1;
      await folder.release();
    };
    const failures = failuresOf(await Promise.allSettled(Array.from({ length: 50 }, claim)));
    expect(failures).toEqual(failures.map(() => expect.any(CannotStart)));
    expect(turns).toBe(50 - failures.length);
    expect(turns).toBeGreaterThan(0);
    expect(readdirSync(path)).toEqual([]);
  });

  test('has one winner among several processes, and is free when that is killed', async () => {
    const folders = freeFolders(24);
    const claimants = Array.from({ length: 6 }, () => spawnClaimant(folders));
    for (const { line } of claimants) expect(await line()).toBe('ready');
    for (const { child } of claimants) child.stdin.write('go\n');
    const claims = await Promise.all(claimants.map(async ({ line }) => JSON.parse(await line()) as string[]));
    for (const n of folders.keys()) {
      expect(claims.map((claim) => claim[n]).sort()).toEqual([...Array(5).fill('refused'), 'won']);
    }
    for (const [n, { child }] of claimants.entries()) {
      if (n % 2 === 0) child.kill('SIGKILL');
      else child.stdin.end();
      await once(child, 'close');
      const own = folders.filter((_, folder) => claims[n]?.[folder] === 'won');
      if (n % 2 === 1) expect(own.flatMap((path) => readdirSync(path))).toEqual([]);
      for (const path of own) await (await openDataFolder(path)).release();
    }
    expect(folders.flatMap((path) => readdirSync(path))).toEqual([]);
  });
});

/** What a holder leaves that does not release. */
function leaveLock(path: string, holder: string | undefined): void {
  mkdirSync(join(path, 'in-use'));
  if (holder !== undefined) writeFileSync(join(path, 'in-use', holder), '');
}

const CLAIMANT = fileURLToPath(new URL('claimant-process.ts', import.meta.url));

function spawnClaimant(folders: readonly string[]) {
  const child = spawn(process.execPath, ['--import', 'tsx', CLAIMANT, ...folders], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return { child, line: async () => String((await lines.next()).value) };
}

async function endedPid(): Promise<number | undefined> {
  const child = spawn(process.execPath, ['--version'], { stdio: 'ignore' });
  await once(child, 'exit');
  return child.pid;
}
