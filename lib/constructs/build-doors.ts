import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { doors } from '../doors.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** One bundle, with its size in bytes as it is and as it travels. */
export interface BuiltDoor {
  readonly name: string;
  readonly bytes: number;
  readonly gzipBytes: number;
}

/**
 * Bundles each door and all it needs, the AWS SDK included, into `<to>/<door>/index.mjs`. The same sources give the same
 * bytes, so that an unchanged door is not deployed again. Fails with esbuild's own words when a door does not build.
 */
export async function buildDoors({
  names = Object.keys(doors),
  from = join(root, 'functions'),
  to = join(root, 'dist/functions'),
}: {
  readonly names?: readonly string[];
  readonly from?: string;
  readonly to?: string;
} = {}): Promise<readonly BuiltDoor[]> {
  const { outputFiles } = await build({
    entryPoints: names.map((name) => ({ in: join(from, `${name}.ts`), out: `${name}/index` })),
    absWorkingDir: root,
    outdir: to,
    outExtension: { '.js': '.mjs' },
    write: false,
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    // The ES modules of the SDK rather than its CommonJS ones: smaller, and no `require` is left to be shimmed.
    mainFields: ['module', 'main'],
    logLevel: 'silent',
  });
  await mkdir(to, { recursive: true });
  await Promise.all(outputFiles.map((file) => replace(file.path, file.contents)));
  await removeOthers(to, new Set(names));
  return outputFiles
    .map((file) => ({
      name: dirname(file.path).slice(to.length + 1),
      bytes: file.contents.byteLength,
      gzipBytes: gzipSync(file.contents).byteLength,
    }))
    .toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

/** Whoever reads the bundles meanwhile, a synthesis or a test, sees the old file or the new one, never half of one. */
async function replace(path: string, contents: Uint8Array): Promise<void> {
  const present = await readFile(path).catch(() => undefined);
  if (present?.equals(contents)) return;
  await mkdir(dirname(path), { recursive: true });
  const draft = `${dirname(path)}.${process.pid}.draft`;
  await writeFile(draft, contents);
  await rename(draft, path);
}

async function removeOthers(to: string, names: ReadonlySet<string>): Promise<void> {
  const entries = await readdir(to, { withFileTypes: true });
  const gone = entries.filter((entry) => entry.isDirectory() && !names.has(entry.name));
  await Promise.all(gone.map((entry) => rm(join(to, entry.name), { recursive: true, force: true })));
}

const kilobytes = (bytes: number) => (bytes / 1000).toFixed(0).padStart(8);

/** The bundles as a table for people. */
export const sizeTable = (built: readonly BuiltDoor[]): string =>
  [
    `${'door'.padEnd(24)}${'kB'.padStart(8)}${'gzip kB'.padStart(8)}`,
    ...built.map((door) => `${door.name.padEnd(24)}${kilobytes(door.bytes)}${kilobytes(door.gzipBytes)}`),
    '',
  ].join('\n');

if (process.argv[1] === fileURLToPath(import.meta.url)) process.stdout.write(sizeTable(await buildDoors()));
