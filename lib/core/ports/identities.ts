import type { Identity } from '../identity.ts';

/** Who may come in. */
export interface Identities {
  /** The identity behind an API key, or `undefined` for a key that is nobody's. */
  authenticate(key: string): Promise<Identity | undefined>;
}
