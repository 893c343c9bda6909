import type { Instant } from '../core/instant.ts';
import type { Clock } from '../core/ports/index.ts';

let frozen: Instant | undefined;

/** The clock port of every door of this process: the system's time, unless somebody rehearses another. */
export const systemClock: Clock & { freeze(at: Instant): void; thaw(): void } = {
  now: () => frozen ?? Date.now(),
  freeze: (at) => {
    frozen = at;
  },
  thaw: () => {
    frozen = undefined;
  },
};
