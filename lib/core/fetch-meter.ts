import { isMeterId, type Meter, type MeterId } from './meter.ts';
import { MeteringError } from './metering-error.ts';
import type { Ports } from './ports/index.ts';

/** A meter that is not deleted. Refuses with `meter.not-found`. */
export const fetchMeter =
  (ports: Pick<Ports, 'meters'>) =>
  (meterId: MeterId): Promise<Meter> =>
    meterWithPast(ports, meterId, false);

/** A meter whose past is asked for: a deleted one only where the caller says so. Refuses with `meter.not-found`. */
export async function meterWithPast(
  ports: Pick<Ports, 'meters'>,
  meterId: MeterId,
  deleted: boolean,
): Promise<Meter> {
  // A text that can be no id is not worth asking a store, which might choke on it.
  const meter = isMeterId(meterId) ? await ports.meters.find(meterId) : undefined;
  if (!meter || (meter.deletedAt !== undefined && !deleted)) {
    throw new MeteringError('meter.not-found', { meterId: meterId.slice(0, 64) });
  }
  return meter;
}
