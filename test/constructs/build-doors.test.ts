import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { buildDoors, sizeTable } from '../../lib/constructs/build-doors.ts';

const run = promisify(execFile);

describe('building doors', () => {
  let [place, from, to] = ['', '', ''];
  beforeEach(async () => {
    place = await mkdtemp(join(tmpdir(), 'meterhouse-doors-'));
    [from, to] = [join(place, 'functions'), join(place, 'dist')];
    await mkdir(from);
    await writeFile(join(from, 'word.ts'), `export const word: string = 'welcome';`);
    await writeFile(
      join(from, 'front.ts'),
      `import { word } from './word.ts';\nexport const handler = async (): Promise<string> => word;`,
    );
    await writeFile(join(from, 'back.ts'), `export const handler = async () => process.argv.length;`);
  });
  afterEach(() => rm(place, { recursive: true, force: true }));
  const build = (...names: string[]) => buildDoors({ names, from, to });

  it('makes one module of each door and all it imports', async () => {
    await build('front', 'back');
    expect((await readdir(to)).toSorted()).toEqual(['back', 'front']);
    expect(await readdir(join(to, 'front'))).toEqual(['index.mjs']);
    const url = JSON.stringify(pathToFileURL(join(to, 'front/index.mjs')).href);
    const { stdout } = await run(process.execPath, [
      '--input-type=module',
      '--eval',
      `const { handler } = await import(${url}); process.stdout.write(await handler());`,
    ]);
    expect(stdout).toBe('welcome');
  });

  it('gives the same bytes for the same sources, and leaves a file that has them alone', async () => {
    const path = join(to, 'front/index.mjs');
    await build('front');
    const [first, { ino }] = [await readFile(path), await stat(path)];
    await build('front');
    expect((await stat(path)).ino).toBe(ino);
    await rm(to, { recursive: true });
    await build('front');
    expect(await readFile(path)).toEqual(first);
  });

  it('replaces what changed, removes doors that are gone, and leaves no drafts', async () => {
    await build('front', 'back');
    await writeFile(join(from, 'word.ts'), `export const word: string = 'come in';`);
    await build('front');
    expect(await readdir(to)).toEqual(['front']);
    expect(await readFile(join(to, 'front/index.mjs'), 'utf8')).toContain('come in');
  });

  it('tells how large each door is', async () => {
    const built = await build('front', 'back');
    expect(built.map(({ name }) => name)).toEqual(['back', 'front']);
    const { size } = await stat(join(to, 'front/index.mjs'));
    expect(built.find(({ name }) => name === 'front')?.bytes).toBe(size);
    expect(sizeTable([{ name: 'front', bytes: 487_400, gzipBytes: 147_000 }])).toMatch(/^front +487 +147$/m);
  });

  it('refuses a door that has no file', async () => {
    await expect(build('front', 'cellar')).rejects.toThrow('cellar.ts');
  });
});
