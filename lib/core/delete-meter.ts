import { meterWithPast } from './fetch-meter.ts';
import type { MeterId } from './meter.ts';
import type { Ports } from './ports/index.ts';

/** Deletes a meter softly; a second time is quiet. Refuses a meter that never was with `meter.not-found`. */
export const deleteMeter =
  (ports: Pick<Ports, 'meters' | 'clock'>) =>
  async (meterId: MeterId): Promise<void> => {
    const kept = await meterWithPast(ports, meterId, true);
    if (kept.deletedAt !== undefined) return;
    const now = ports.clock.now();
    await ports.meters.replace(
      { ...kept, deletedAt: now, updatedAt: now, version: kept.version + 1 },
      kept.version,
    );
  };
