import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { createGunzip } from 'node:zlib';
import { LONGEST_LINE } from './log-line.ts';

/**
 * The lines of a log, plain or compressed with gzip, read as they are asked for. Each byte is one character, so that no
 * two lines become the same because they are no UTF-8. Of a line that is far too long only the beginning is told.
 */
export async function* linesOf(file: string): AsyncGenerator<string> {
  const packed = await isGzip(file);
  const stream = createReadStream(file);
  if (!packed) return yield* linesIn(stream);
  const unpacked = createGunzip();
  stream.on('error', (error) => unpacked.destroy(error));
  try {
    yield* linesIn(stream.pipe(unpacked));
  } finally {
    stream.destroy();
  }
}

/** By what it holds: a name promises nothing. */
async function isGzip(file: string): Promise<boolean> {
  const handle = await open(file);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(2), 0, 2, 0);
    return bytesRead === 2 && buffer[0] === 0x1f && buffer[1] === 0x8b;
  } finally {
    await handle.close();
  }
}

/** Lines end with `\n` or `\r\n`; the last one may do without. */
export async function* linesIn(chunks: AsyncIterable<Buffer>): AsyncGenerator<string> {
  let unfinished = '';
  for await (const chunk of chunks) {
    const [end = '', ...others] = chunk.toString('latin1').split('\n');
    unfinished = cut(unfinished + end);
    for (const start of others) {
      yield withoutReturn(unfinished);
      unfinished = cut(start);
    }
  }
  if (unfinished !== '') yield withoutReturn(unfinished);
}

const cut = (line: string): string => line.slice(0, LONGEST_LINE + 2);
const withoutReturn = (line: string): string => (line.endsWith('\r') ? line.slice(0, -1) : line);
