import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
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

  test('has one winner among several at once', async () => {
    const path = tempFolder();
    writeFileSync(join(path, 'lock'), '999999999 1');
    const starts = await Promise.allSettled(Array.from({ length: 8 }, () => openDataFolder(path)));
    expect(starts.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  test.each([
    ['a process that has ended', async () => `${await endedPid()} 1`],
    ['a process whose number another one has now', async () => `${process.pid} 1`],
    ['nobody who can be told', async () => 'x'],
  ])('is free when it was kept by %s', async (_, holder) => {
    const path = tempFolder();
    writeFileSync(join(path, 'lock'), await holder());
    const folder = await openDataFolder(path);
    expect(readFileSync(join(path, 'lock'), 'utf8')).toMatch(new RegExp(`^${process.pid} `));
    await folder.release();
    expect(existsSync(join(path, 'lock'))).toBe(false);
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

async function endedPid(): Promise<number | undefined> {
  const child = spawn(process.execPath, ['--version'], { stdio: 'ignore' });
  await once(child, 'exit');
  return child.pid;
}
