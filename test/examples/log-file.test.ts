import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { linesIn, linesOf } from '../../examples/access-log/log-file.ts';
import { LONGEST_LINE, readLogLine } from '../../examples/access-log/log-line.ts';
import { gathered } from './gathered.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'access-log-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function linesOfFile(name: string, content: Uint8Array | string): Promise<string[]> {
  const file = join(folder, name);
  await writeFile(file, content);
  return gathered(linesOf(file));
}

async function* asStream(chunks: readonly Buffer[]): AsyncGenerator<Buffer> {
  yield* chunks;
}

describe('the lines of a log', () => {
  const text = 'one\ntwo\r\n\nfour';
  const lines = ['one', 'two', '', 'four'];

  it('are read from a plain file', async () => {
    expect(await linesOfFile('plain.log', text)).toEqual(lines);
  });

  it('are read from a compressed file, whatever it is called', async () => {
    expect(await linesOfFile('packed.log.gz', gzipSync(text))).toEqual(lines);
    expect(await linesOfFile('packed.log', gzipSync(text))).toEqual(lines);
  });

  it('are read from several compressed files put together', async () => {
    const joined = Buffer.concat([gzipSync('one\ntw'), gzipSync('o\r\n\nfour')]);
    expect(await linesOfFile('joined.gz', joined)).toEqual(lines);
  });

  it('are none in an empty file', async () => {
    expect(await linesOfFile('empty.log', '')).toEqual([]);
  });

  it('stay apart where they are no UTF-8', async () => {
    expect(await linesOfFile('bytes.log', Buffer.from([0xff, 0x0a, 0xfe, 0x0a]))).toEqual(['\xff', '\xfe']);
  });

  it('fail where a compressed file was cut off or is damaged', async () => {
    const whole = gzipSync(text.repeat(1000));
    await expect(linesOfFile('cut.gz', whole.subarray(0, -10))).rejects.toThrow('unexpected end of file');
    await expect(linesOfFile('damaged.gz', whole.fill(7, 20, 40))).rejects.toThrow();
  });

  it('fail where there is no such file', async () => {
    await expect(gathered(linesOf(join(folder, 'missing')))).rejects.toThrow('ENOENT');
  });

  it('are told up to a length at which they are refused, however long they are', async () => {
    const [long, short] = await linesOfFile('long.log', `${'a'.repeat(500_000)}\nshort`);
    expect(long?.length).toBeLessThan(LONGEST_LINE + 10);
    expect(long?.length).toBeGreaterThan(LONGEST_LINE);
    expect(readLogLine(long ?? '')).toBeUndefined();
    expect(short).toBe('short');
  });

  it('do not depend on how the file is cut into chunks', async () => {
    const content = fc.array(fc.constantFrom('a', 'b', '\n', '\r\n', '\r')).map((parts) => parts.join(''));
    await fc.assert(
      fc.asyncProperty(content, fc.array(fc.nat(20)), async (whole, cuts) => {
        const bytes = Buffer.from(whole);
        const places = [
          0,
          ...cuts.map((at) => Math.min(at, bytes.length)).sort((a, b) => a - b),
          bytes.length,
        ];
        const chunks = places.slice(1).map((to, i) => bytes.subarray(places[i], to));
        expect(await gathered(linesIn(asStream(chunks)))).toEqual(await gathered(linesIn(asStream([bytes]))));
      }),
    );
  });
});
