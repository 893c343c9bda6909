/** Enough to hide the way to the service and back, few enough for its connections and a small function's memory. */
export const CALLS_IN_FLIGHT = 8;

/**
 * Runs a call for each item, a bounded number at a time, and answers in order. After a failure nothing new is begun;
 * what runs is waited for, then the first failure is thrown.
 */
export async function inFlight<T, R>(items: readonly T[], call: (item: T) => Promise<R>): Promise<R[]> {
  const answers = new Array<R>(items.length);
  const waiting = items.entries();
  const failures: unknown[] = [];
  const work = async (): Promise<void> => {
    for (const [i, item] of waiting) {
      if (failures.length > 0) return;
      try {
        answers[i] = await call(item);
      } catch (failure) {
        failures.push(failure);
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(CALLS_IN_FLIGHT, items.length) }, work));
  if (failures.length > 0) throw failures[0];
  return answers;
}

/** The items in runs of at most `size`. */
export function chunksOf<T>(items: readonly T[], size: number): T[][] {
  const chunks: T[][] = [];
  for (let at = 0; at < items.length; at += size) chunks.push(items.slice(at, at + size));
  return chunks;
}
