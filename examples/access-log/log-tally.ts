import type { LoggedRequest } from './log-line.ts';

/** What a log holds, counted here while it is sent, so that the numbers of the house can be held against it. */
export interface LogTally {
  requests: number;
  bytes: bigint;
  readonly visitors: Set<string>;
  /** Milliseconds; of the earliest and the latest request. */
  first: number;
  last: number;
  malformed: number;
  /** Their line numbers, from 1; the first of them. */
  readonly malformedAt: number[];
}

const MOST_NAMED = 20;

export const emptyTally = (): LogTally => ({
  requests: 0,
  bytes: 0n,
  visitors: new Set(),
  first: Number.POSITIVE_INFINITY,
  last: Number.NEGATIVE_INFINITY,
  malformed: 0,
  malformedAt: [],
});

export function countRequest(tally: LogTally, { address, time, bytes }: LoggedRequest): void {
  tally.requests++;
  tally.bytes += bytes;
  tally.visitors.add(address);
  tally.first = Math.min(tally.first, time);
  tally.last = Math.max(tally.last, time);
}

export function countMalformed(tally: LogTally, lineNumber: number): void {
  tally.malformed++;
  if (tally.malformedAt.length < MOST_NAMED) tally.malformedAt.push(lineNumber);
}

/** The lines that were not metered, in words; nothing where there are none. */
export function malformedWords({ malformed, malformedAt }: LogTally): string {
  if (malformed === 0) return '';
  const more = malformed > malformedAt.length ? ' and later ones' : '';
  const [lines, verb] = malformed === 1 ? ['line', 'is'] : ['lines', 'are'];
  return `${malformed} ${lines} ${verb} not of a common or combined log and not metered: ${malformedAt.join(', ')}${more}`;
}
