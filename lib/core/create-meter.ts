import { type Meter, type MeterDraft, meterIdFrom, meterProblems } from './meter.ts';
import { MeteringError, refuseMalformed } from './metering-error.ts';
import type { Ports } from './ports/index.ts';

/**
 * Registers a meter. Without an id one is made of the name, with a number behind it where that is taken.
 * Refuses with `request.malformed` (every problem at once) or `meter.exists`.
 */
export const createMeter =
  (ports: Pick<Ports, 'meters' | 'clock'>) =>
  async (draft: MeterDraft): Promise<Meter> => {
    refuseMalformed(meterProblems(draft));
    const now = ports.clock.now();
    const meter = (id: string): Meter => ({
      id,
      name: draft.name,
      description: draft.description ?? '',
      aggregation: draft.aggregation,
      unit: draft.unit ?? '',
      dimensions: draft.dimensions ?? [],
      createdAt: now,
      updatedAt: now,
      version: 1,
    });
    if (draft.id !== undefined) {
      const named = meter(draft.id);
      await ports.meters.add(named);
      return named;
    }
    return addUnderFreeId(ports, meter, meterIdFrom(draft.name));
  };

async function addUnderFreeId(
  ports: Pick<Ports, 'meters'>,
  meter: (id: string) => Meter,
  stem: string,
): Promise<Meter> {
  for (let number = 1; ; number++) {
    const candidate = meter(number === 1 ? stem : `${stem}_${number}`);
    try {
      await ports.meters.add(candidate);
      return candidate;
    } catch (error) {
      const taken = error instanceof MeteringError && error.code === 'meter.exists';
      if (!taken || number >= 1000) throw error;
    }
  }
}
