import { MeteringError, type RefusalCode } from './metering-error.ts';

const TRIES = 40;
const LONGEST_PAUSE = 250;

/**
 * Changes what a store keeps under an optimistic lock: reads and makes a change, saves it, and begins again while
 * somebody else saved in between, which the store tells by refusing with `raced`. Pauses of random length let a crowd
 * pass one by one. Refuses with `store.unavailable` when it came too late every time.
 * @param change reads and decides; what it refuses is refused. `undefined` where there is nothing to save
 */
export async function beginAgain<Kept>(
  raced: RefusalCode,
  change: () => Promise<{ readonly kept: Kept; readonly save?: () => Promise<void> }>,
): Promise<Kept> {
  for (let tries = 1; ; tries++) {
    const { kept, save } = await change();
    try {
      await save?.();
      return kept;
    } catch (cause) {
      if (!(cause instanceof MeteringError) || cause.code !== raced) throw cause;
      if (tries === TRIES) throw new MeteringError('store.unavailable', { retryAfterSeconds: 1 }, { cause });
    }
    await new Promise((resolve) => setTimeout(resolve, Math.random() * Math.min(25 * tries, LONGEST_PAUSE)));
  }
}
