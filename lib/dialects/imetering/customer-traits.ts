import { Numeral } from '../../core/decimal.ts';
import type { Problem } from '../../core/metering-error.ts';
import { printJson } from '../../http/json.ts';

/** The longest texts that a customer may be described by, in characters. */
export const MAX_TEXTS = { name: 1024, email: 1024, tier: 256 } as const;

/** What a control plane tells of a tenant, in bytes of JSON. */
export const MAX_TRAITS_BYTES = 32_768;

export function traitsProblems(traits: unknown): readonly Problem[] {
  const bytes = traits === undefined ? 0 : Buffer.byteLength(printJson(traits));
  if (bytes <= MAX_TRAITS_BYTES) return [];
  return [{ path: 'traits', message: `expected at most ${MAX_TRAITS_BYTES} bytes of JSON`, value: bytes }];
}

/** Traits as plain JSON; numbers beyond a double are kept as texts, because nothing here computes with them. */
export function readTraits(traits: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return plainJson(traits) as Record<string, unknown>;
}

function plainJson(value: unknown): unknown {
  if (value instanceof Numeral) return value.text;
  if (Array.isArray(value)) return value.map(plainJson);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, plainJson(each)]));
}
