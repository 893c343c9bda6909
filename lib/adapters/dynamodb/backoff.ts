import { setTimeout as sleep } from 'node:timers/promises';

/** How often parts of a batch that the service turned away are sent, the first time included. */
export const TRIES = 6;
const FIRST_PAUSE = 50;
const LONGEST_PAUSE = 2000;

/**
 * Waits before the repeat after `tries` tries: a random part of a span that doubles, so that callers turned away
 * together do not come back together. At most about 3 s over all tries.
 */
export const backOff = (tries: number): Promise<void> =>
  sleep(Math.random() * Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** (tries - 1)));
