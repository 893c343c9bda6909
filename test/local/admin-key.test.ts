import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { adminKeyOf } from '../../lib/local/admin-key.ts';
import { CannotStart } from '../../lib/local/cannot-start.ts';
import { tempFolder } from './temp-folder.ts';

describe('the admin key', () => {
  test('is created once, kept for its owner alone, and found again', async () => {
    const folder = tempFolder();
    const created = await adminKeyOf(folder);
    expect(created).toMatchObject({ origin: 'created', value: expect.stringMatching(/^mh_[\w-]{43}$/) });
    expect(readdirSync(folder)).toEqual([]);
    await created.keep();
    expect(statSync(join(folder, 'admin-key')).mode & 0o777).toBe(0o600);
    expect(await adminKeyOf(folder)).toMatchObject({ origin: 'kept', value: created.value });
  });

  test('is another one in every house', async () => {
    expect((await adminKeyOf(tempFolder())).value).not.toBe((await adminKeyOf(tempFolder())).value);
  });

  test('that is given goes before the kept one and is not written down', async () => {
    const folder = tempFolder();
    await (await adminKeyOf(folder)).keep();
    const given = await adminKeyOf(folder, 'my-key');
    await given.keep();
    expect(given).toMatchObject({ origin: 'given', value: 'my-key' });
    expect((await adminKeyOf(folder)).value).not.toBe('my-key');
  });

  test.each(['', 'two words', 'line\nbreak', 'schlüssel', 'x'.repeat(513)])('cannot be "%s"', async (key) => {
    await expect(adminKeyOf(tempFolder(), key)).rejects.toThrow(CannotStart);
  });
});
