/** Enough to hide the way to the service and back, few enough for a small function's memory. */
const CALLS_IN_FLIGHT = 8;

/** Runs a call for each item, a bounded number at a time. The call handles its own failures. */
export async function inFlight<T>(items: readonly T[], call: (item: T) => Promise<void>): Promise<void> {
  const waiting = items.values();
  const work = async (): Promise<void> => {
    for (const item of waiting) await call(item);
  };
  await Promise.all(Array.from({ length: Math.min(CALLS_IN_FLIGHT, items.length) }, work));
}
