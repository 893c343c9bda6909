import type { Writable } from 'node:stream';

/** News of a long task: one line that is written anew on a terminal, a line now and then elsewhere. */
export interface Progress {
  tell(news: string): void;
  /** Leaves the last news standing. */
  end(): void;
}

const MILLISECONDS_BETWEEN_LINES = 5000;

export type Output = Writable & { readonly isTTY?: boolean; readonly columns?: number };

export const progress = (output: Output): Progress =>
  output.isTTY ? updatingLine(output) : sparseLines(output);

function updatingLine(output: Output): Progress {
  let told = false;
  return {
    tell(news) {
      // Back to the first column, and away with what is left of a longer line. One that wraps could not be overwritten.
      output.write(`\r${news.slice(0, (output.columns ?? 80) - 1)}\x1b[K`);
      told = true;
    },
    end() {
      if (told) output.write('\n');
      told = false;
    },
  };
}

function sparseLines(output: Writable): Progress {
  let last = Number.NEGATIVE_INFINITY;
  let untold: string | undefined;
  const write = (news: string): void => {
    output.write(`${news}\n`);
    [last, untold] = [performance.now(), undefined];
  };
  return {
    tell(news) {
      if (performance.now() - last >= MILLISECONDS_BETWEEN_LINES) write(news);
      else untold = news;
    },
    end() {
      if (untold !== undefined) write(untold);
    },
  };
}
