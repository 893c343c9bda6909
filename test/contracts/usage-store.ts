import { describe } from 'vitest';
import type { UsageStore } from '../../lib/core/ports/usage-store.ts';
import { usageEvents } from './usage-store/events.ts';
import { usageGroups } from './usage-store/groups.ts';
import { usagePages } from './usage-store/pages.ts';
import { usageRecording } from './usage-store/recording.ts';
import { usageTallies } from './usage-store/tallies.ts';
import { usageWindows } from './usage-store/windows.ts';

/**
 * What every UsageStore keeps to. `make` gives an empty one each time, whose reads follow its writes at once; events lie
 * between 2000 and 2026.
 */
export function usageStoreContract(make: () => Promise<UsageStore>): void {
  describe('recording', () => usageRecording(make));
  describe('tallies', () => usageTallies(make));
  describe('windows', () => usageWindows(make));
  describe('groups and filters', () => usageGroups(make));
  describe('pages', () => usagePages(make));
  describe('events', () => usageEvents(make));
}
