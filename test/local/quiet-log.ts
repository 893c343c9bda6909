import { beforeEach } from 'vitest';
import { setLogSink } from '../../lib/runtime/log.ts';

/** What was logged during a test, as objects; nothing goes to the terminal. */
export function collectLog(): Record<string, unknown>[] {
  const lines: Record<string, unknown>[] = [];
  beforeEach(() => {
    lines.length = 0;
    setLogSink((line) => lines.push(JSON.parse(line) as Record<string, unknown>));
  });
  return lines;
}
