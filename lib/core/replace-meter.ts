import { beginAgain } from './begin-again.ts';
import { meterWithPast } from './fetch-meter.ts';
import type { Meter, MeterId } from './meter.ts';
import type { Ports } from './ports/index.ts';

/**
 * Reads a meter, deleted ones too, and puts in its place what `change` makes of it, or nothing where that is
 * `undefined`. Begins again where somebody else was quicker: a caller who named no version has none to lose.
 * Refuses with `meter.not-found` or `store.unavailable`.
 */
export const replaceMeter = (
  ports: Pick<Ports, 'meters'>,
  meterId: MeterId,
  change: (kept: Meter) => Meter | undefined,
): Promise<Meter> =>
  beginAgain('meter.changed', async () => {
    const kept = await meterWithPast(ports, meterId, true);
    const changed = change(kept);
    return changed ? { kept: changed, save: () => ports.meters.replace(changed, kept.version) } : { kept };
  });
