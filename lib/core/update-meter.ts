import { fetchMeter } from './fetch-meter.ts';
import { type Meter, type MeterChange, type MeterId, meterProblems } from './meter.ts';
import { MeteringError, refuseMalformed } from './metering-error.ts';
import type { Ports } from './ports/index.ts';

/**
 * Changes what the caller names and keeps the rest. Dimensions may be added; the aggregation may not change.
 * Refuses with `request.malformed`, `meter.not-found`, `meter.changed`, `meter.aggregation-fixed` or
 * `meter.dimension-in-use`.
 */
export const updateMeter =
  (ports: Pick<Ports, 'meters' | 'clock'>) =>
  async (meterId: MeterId, change: MeterChange): Promise<Meter> => {
    const { version, aggregation, ...fields } = change;
    refuseMalformed(meterProblems(fields));
    const kept = await fetchMeter(ports)(meterId);
    if (version !== undefined && version !== kept.version) {
      throw new MeteringError('meter.changed', { meterId, expected: version, found: kept.version });
    }
    if (aggregation !== undefined && aggregation !== kept.aggregation) {
      const { aggregation: fixed } = kept;
      throw new MeteringError('meter.aggregation-fixed', { meterId, aggregation: fixed, asked: aggregation });
    }
    const removed = fields.dimensions
      ? kept.dimensions.filter((name) => !fields.dimensions?.includes(name))
      : [];
    if (removed.length > 0)
      throw new MeteringError('meter.dimension-in-use', { meterId, dimensions: removed });
    const changed: Meter = { ...kept, ...fields, updatedAt: ports.clock.now(), version: kept.version + 1 };
    await ports.meters.replace(changed, kept.version);
    return changed;
  };
