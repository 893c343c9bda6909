import type { Clock } from './clock.ts';
import type { CustomerRepository } from './customer-repository.ts';
import type { EventLedger } from './event-ledger.ts';
import type { Identities } from './identities.ts';
import type { Ids } from './ids.ts';
import type { MeterRepository } from './meter-repository.ts';
import type { PageTokens } from './page-tokens.ts';
import type { RejectionRepository } from './rejection-repository.ts';
import type { Telemetry } from './telemetry.ts';
import type { UsageStore } from './usage-store.ts';

/** Everything that the core asks of the world, and one choice an operator makes. */
export interface Ports {
  readonly meters: MeterRepository;
  readonly customers: CustomerRepository;
  readonly ledger: EventLedger;
  readonly usage: UsageStore;
  readonly rejections: RejectionRepository;
  readonly pageTokens: PageTokens;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly telemetry: Telemetry;
  /** What becomes of usage of a customer that nobody announced. */
  readonly unknownCustomers: 'accept' | 'park';
}

export type { Cancellation, Recording } from './event-ledger.ts';
export type { RejectionList } from './rejection-repository.ts';
export type { IngestCount } from './telemetry.ts';
export type { EventCursor } from './usage-store.ts';
export type {
  Clock,
  CustomerRepository,
  EventLedger,
  Identities,
  Ids,
  MeterRepository,
  PageTokens,
  RejectionRepository,
  Telemetry,
  UsageStore,
};
