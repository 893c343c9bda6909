import type { Page } from '../page.ts';
import type { Rejection } from '../rejection.ts';

/** Where parked events wait. Every adapter passes `test/contracts/rejection-repository.ts`. */
export interface RejectionRepository {
  /** Keeps each rejection whose id is not there yet, however large its event; durable when it returns. */
  park(rejections: readonly Rejection[]): Promise<void>;
  find(id: string): Promise<Rejection | undefined>;
  /** Newest first by `receivedAt`, then by id; each condition narrows. `after` is the `next` of the page before. */
  list(request: RejectionList): Promise<Page<Rejection, string>>;
  /** Removes it; quietly nothing when it is not there. */
  remove(id: string): Promise<void>;
}

export interface RejectionList {
  readonly limit: number;
  readonly after?: string;
  readonly meterId?: string;
  readonly customerId?: string;
  readonly code?: string;
}
