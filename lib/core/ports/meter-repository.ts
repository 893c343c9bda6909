import type { Meter, MeterId } from '../meter.ts';
import type { Page } from '../page.ts';

/** Where meters are kept. Every adapter passes `test/contracts/meter-repository.ts`. */
export interface MeterRepository {
  /** Keeps a new meter. Refuses with `meter.exists` when the id is or ever was taken. */
  add(meter: Meter): Promise<void>;
  /** The meter, deleted ones too, or `undefined`: whether absence is an error is the caller's question. */
  find(id: MeterId): Promise<Meter | undefined>;
  /** Those of the ids that exist, deleted ones too; read consistently. */
  findAll(ids: readonly MeterId[]): Promise<ReadonlyMap<MeterId, Meter>>;
  /** Puts a meter in the place of its version `expected`. Refuses with `meter.changed` when that is not the version kept. */
  replace(meter: Meter, expected: number): Promise<void>;
  /** Meters that are not deleted, by id (code units ascending), after the id `after`. */
  list(request: { limit: number; after?: MeterId }): Promise<Page<Meter, MeterId>>;
}
