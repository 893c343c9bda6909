import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { openLogFile } from '../../lib/local/log-file.ts';
import { tempFolder } from './temp-folder.ts';

describe('a log file', () => {
  test('has every line at once, after those of earlier processes', () => {
    const file = join(tempFolder(), 'log');
    for (const line of ['first', 'second ☂']) {
      const log = openLogFile(file);
      log.write(line);
      expect(readFileSync(file, 'utf8').endsWith(`${line}\n`)).toBe(true);
      log.close();
    }
    expect(readFileSync(file, 'utf8')).toBe('first\nsecond ☂\n');
  });

  test('turns over when it has grown large', () => {
    const file = join(tempFolder(), 'log');
    const log = openLogFile(file, 10);
    for (const line of ['12345678', '90', 'abcdefghij', 'k']) log.write(line);
    log.close();
    expect(readFileSync(`${file}.1`, 'utf8')).toBe('abcdefghij\n');
    expect(readFileSync(file, 'utf8')).toBe('k\n');
  });

  test('sends to standard error what comes after its end', () => {
    const stderr = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
    onTestFinished(() => stderr.mockRestore());
    const log = openLogFile(join(tempFolder(), 'log'));
    log.close();
    log.write('late');
    expect(stderr).toHaveBeenCalledWith('late\n');
  });
});
