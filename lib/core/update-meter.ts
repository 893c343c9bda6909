import { type Meter, type MeterChange, type MeterId, meterProblems } from './meter.ts';
import { MeteringError, refuseMalformed } from './metering-error.ts';
import type { Ports } from './ports/index.ts';
import { replaceMeter } from './replace-meter.ts';

/**
 * Changes what the caller names and keeps the rest. Dimensions may be added; the aggregation may not change.
 * Refuses with `request.malformed`, `meter.not-found`, `meter.changed`, `meter.aggregation-fixed` or
 * `meter.dimension-in-use`.
 */
export const updateMeter =
  (ports: Pick<Ports, 'meters' | 'clock'>) =>
  async (meterId: MeterId, change: MeterChange): Promise<Meter> => {
    const { version: _, aggregation: __, ...fields } = change;
    refuseMalformed(meterProblems(fields));
    return replaceMeter(ports, meterId, (kept) => {
      refuseUnfit(kept, change);
      return { ...kept, ...fields, updatedAt: ports.clock.now(), version: kept.version + 1 };
    });
  };

/** Whether the change may be made to the meter as it is kept now. */
function refuseUnfit(kept: Meter, { version, aggregation, dimensions }: MeterChange): void {
  const { id: meterId } = kept;
  if (kept.deletedAt !== undefined) throw new MeteringError('meter.not-found', { meterId });
  if (version !== undefined && version !== kept.version) {
    throw new MeteringError('meter.changed', { meterId, expected: version, found: kept.version });
  }
  if (aggregation !== undefined && aggregation !== kept.aggregation) {
    const { aggregation: fixed } = kept;
    throw new MeteringError('meter.aggregation-fixed', { meterId, aggregation: fixed, asked: aggregation });
  }
  const removed = dimensions ? kept.dimensions.filter((name) => !dimensions.includes(name)) : [];
  if (removed.length > 0) throw new MeteringError('meter.dimension-in-use', { meterId, dimensions: removed });
}
