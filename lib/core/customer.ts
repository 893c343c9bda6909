import type { Instant } from './instant.ts';

export type CustomerId = string;
export const MAX_CUSTOMER_ID = 256;

/** Whose usage is metered: a tenant, in the words of SBT. */
export interface Customer {
  readonly id: CustomerId;
  readonly name?: string;
  readonly email?: string;
  readonly tier?: string;
  /** Whatever else the control plane told; JSON. */
  readonly traits: Readonly<Record<string, unknown>>;
  readonly status: 'active' | 'inactive';
  readonly createdAt: Instant;
  readonly updatedAt: Instant;
  /** Counts from 1; guards against two changes at once. */
  readonly version: number;
}

export interface CustomerDraft {
  readonly id: CustomerId;
  readonly name?: string;
  readonly email?: string;
  readonly tier?: string;
  readonly traits: Readonly<Record<string, unknown>>;
  readonly status?: 'active' | 'inactive';
}

export const isCustomerId = (text: unknown): text is CustomerId =>
  typeof text === 'string' && text.length >= 1 && text.length <= MAX_CUSTOMER_ID && text.isWellFormed();
