import type { MeterId } from './meter.ts';
import type { Ports } from './ports/index.ts';
import { replaceMeter } from './replace-meter.ts';

/** Deletes a meter softly; a second time is quiet. Refuses a meter that never was with `meter.not-found`. */
export const deleteMeter =
  (ports: Pick<Ports, 'meters' | 'clock'>) =>
  async (meterId: MeterId): Promise<void> => {
    const now = ports.clock.now();
    await replaceMeter(ports, meterId, (kept) =>
      kept.deletedAt === undefined
        ? { ...kept, deletedAt: now, updatedAt: now, version: kept.version + 1 }
        : undefined,
    );
  };
