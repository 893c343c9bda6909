import type { Meter, MeterId } from './meter.ts';
import { MeteringError } from './metering-error.ts';
import type { Ports } from './ports/index.ts';

/** A meter that is not deleted. Refuses with `meter.not-found`. */
export const fetchMeter =
  (ports: Pick<Ports, 'meters'>) =>
  async (meterId: MeterId): Promise<Meter> => {
    const meter = await ports.meters.find(meterId);
    if (!meter || meter.deletedAt !== undefined) throw new MeteringError('meter.not-found', { meterId });
    return meter;
  };

/** A meter whose past is asked for: a deleted one only where the caller says so. */
export async function meterWithPast(
  ports: Pick<Ports, 'meters'>,
  meterId: MeterId,
  deleted: boolean,
): Promise<Meter> {
  const meter = await ports.meters.find(meterId);
  if (!meter || (meter.deletedAt !== undefined && !deleted)) {
    throw new MeteringError('meter.not-found', { meterId });
  }
  return meter;
}
