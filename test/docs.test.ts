import { existsSync, readFileSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { detailTypes } from '../lib/doors.ts';

const root = fileURLToPath(new URL('../', import.meta.url));
const elsewhere = new Set(['node_modules', 'dist', 'cdk.out', 'coverage', '.git', '.meterhouse']);

async function pagesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const found = await Promise.all(
    entries
      .filter(({ name }) => !elsewhere.has(name))
      .map(async (entry) => {
        const path = join(folder, entry.name);
        if (entry.isDirectory()) return pagesIn(path);
        return entry.name.endsWith('.md') ? [path] : [];
      }),
  );
  return found.flat();
}

const pages = (await pagesIn(root)).map((path) => ({
  name: relative(root, path),
  path,
  text: readFileSync(path, 'utf8'),
}));

/** Links and pictures, outside of code. */
const linksIn = (text: string): string[] =>
  [...text.replace(/```[\s\S]*?```|`[^`\n]*`(?!\])/g, '').matchAll(/\]\(([^)\s]+)\)/g)].map(
    ([, target = '']) => target,
  );

/** The names under which GitHub finds the headings of a page. */
const anchorsIn = (text: string): string[] =>
  [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );

describe('the pages of the repository', () => {
  it('are found', () => {
    expect(pages.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['README.md', 'docs/architecture.md', 'lib/dialects/imetering/README.md']),
    );
    expect(pages.flatMap(({ text }) => linksIn(text)).length).toBeGreaterThan(100);
  });

  it.each(pages)('$name links to what is there', ({ path, text }) => {
    const broken = linksIn(text).filter((target) => {
      if (/^(?:https?|mailto):/.test(target)) return false;
      const [file = '', anchor] = target.split('#');
      const linked = file === '' ? path : join(dirname(path), decodeURIComponent(file));
      if (!existsSync(linked)) return true;
      return anchor !== undefined && !anchorsIn(readFileSync(linked, 'utf8')).includes(anchor);
    });
    expect(broken).toEqual([]);
  });

  it.each(pages)('$name names scripts that exist', ({ text }) => {
    const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { scripts: object };
    const named = [...text.matchAll(/npm (?:run ([\w:-]+)|(start|test)\b)/g)].map(
      ([, script, short]) => script ?? short ?? '',
    );
    expect(named.filter((name) => !Object.hasOwn(scripts, name))).toEqual([]);
  });

  const samples = pages.flatMap(({ name, text }) =>
    [...text.matchAll(/```json\n([\s\S]*?)```/g)].map(([, code = '']) => ({ name, code })),
  );
  it.each(samples)('$name has JSON that can be read', ({ code }) => {
    expect(JSON.parse(code)).toBeTypeOf('object');
  });

  it.each(['README.md', 'docs/imetering.md'])('%s names every detail-type', (name) => {
    const text = pages.find((page) => page.name === name)?.text ?? '';
    for (const each of Object.values(detailTypes).flat()) expect(text).toContain(`\`${each}\``);
  });
});
