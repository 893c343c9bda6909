import { meterWithPast } from './fetch-meter.ts';
import type { Meter, MeterId } from './meter.ts';
import { MeteringError } from './metering-error.ts';
import type { Ports } from './ports/index.ts';

const TRIES = 5;

/**
 * Reads a meter, deleted ones too, and puts in its place what `change` makes of it, or nothing where that is
 * `undefined`. Begins again where somebody else was quicker: a caller who named no version has none to lose.
 * Refuses with `meter.not-found`, and with `meter.changed` when it came too late every time.
 */
export async function replaceMeter(
  ports: Pick<Ports, 'meters'>,
  meterId: MeterId,
  change: (kept: Meter) => Meter | undefined,
): Promise<Meter> {
  for (let tries = 1; ; tries++) {
    const kept = await meterWithPast(ports, meterId, true);
    const changed = change(kept);
    if (!changed) return kept;
    try {
      await ports.meters.replace(changed, kept.version);
      return changed;
    } catch (error) {
      const raced = error instanceof MeteringError && error.code === 'meter.changed';
      if (!raced || tries === TRIES) throw error;
    }
  }
}
