import { buildDoors } from '../lib/constructs/build-doors.ts';

/** Bundles the doors once, before the first test that synthesizes them. */
export async function setup(): Promise<void> {
  await buildDoors();
}
