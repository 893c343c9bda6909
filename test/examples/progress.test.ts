import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { progress } from '../../examples/access-log/progress.ts';

/** What is written by somebody who tells these news, on a terminal or elsewhere. */
function written(news: readonly string[], terminal?: { columns: number }): string {
  const output = Object.assign(
    new PassThrough({ encoding: 'utf8' }),
    terminal && { isTTY: true, ...terminal },
  );
  const told = progress(output);
  for (const each of news) told.tell(each);
  told.end();
  told.end();
  return String(output.read() ?? '');
}

describe('progress', () => {
  it('is one line on a terminal, the last news left standing', () => {
    expect(written(['sent 10', 'sent 9'], { columns: 80 })).toBe('\rsent 10\x1b[K\rsent 9\x1b[K\n');
  });

  it('never wraps on a terminal', () => {
    expect(written(['123456789'], { columns: 5 })).toBe('\r1234\x1b[K\n');
  });

  it('is a line now and then elsewhere: the first news, and the last', () => {
    expect(written(['sent 1', 'sent 2', 'sent 3'])).toBe('sent 1\nsent 3\n');
  });

  it.each([[undefined], [{ columns: 80 }]])('is nothing where there are no news', (terminal) => {
    expect(written([], terminal)).toBe('');
  });
});
