import { closeSync, fstatSync, openSync, renameSync, writeSync } from 'node:fs';

const LARGEST_BYTES = 16 * 1024 * 1024;

export interface LogFile {
  write(line: string): void;
  /** Lines that come later go to standard error. */
  close(): void;
}

/**
 * Appends lines to a file; when it has grown large it becomes `<file>.1`, in place of the one before. Lines are written
 * at once, so that the last words of a process that dies are there. Where the file cannot be written they go to
 * standard error: a full disk must not fail a request.
 */
export function openLogFile(file: string, largestBytes = LARGEST_BYTES): LogFile {
  const openFile = (): { descriptor: number; size: number } => {
    const descriptor = openSync(file, 'a', 0o600);
    return { descriptor, size: fstatSync(descriptor).size };
  };
  let current: { descriptor: number; size: number } | undefined = openFile();
  const close = (): void => {
    if (current) closeSync(current.descriptor);
    current = undefined;
  };
  return {
    write: (line) => {
      const text = `${line}\n`;
      try {
        if (current && current.size >= largestBytes) {
          close();
          renameSync(file, `${file}.1`);
          current = openFile();
        }
        if (current) current.size += writeSync(current.descriptor, text);
        else process.stderr.write(text);
      } catch {
        process.stderr.write(text);
      }
    },
    close,
  };
}
