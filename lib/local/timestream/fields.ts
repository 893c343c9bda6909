import { invalid, type ServiceFault } from './fault.ts';

/** The members of one JSON structure of a request. `null` counts as absent, as everywhere in AWS JSON. */
export type Fields = Readonly<Record<string, unknown>>;

export interface TextRule {
  /** UTF-8 bytes. */
  readonly max: number;
  readonly min?: number;
  readonly pattern?: RegExp;
}

export interface Bounds {
  readonly min: number;
  readonly max: number;
}

/** Where in the request a structure stands, e.g. `Records[3]`; empty for the request itself. */
export type Place = string;

export const within = (place: Place, name: string): Place => (place === '' ? name : `${place}.${name}`);

/** A member that must be text. Refuses what is absent or breaks the rule. */
export function text(from: Fields, name: string, place: Place, rule: TextRule): string {
  return present(optionalText(from, name, place, rule), name, place);
}

export function optionalText(from: Fields, name: string, place: Place, rule: TextRule): string | undefined {
  const value = from[name] ?? undefined;
  if (value === undefined) return undefined;
  if (typeof value !== 'string') throw violation(within(place, name), 'Member must be a string');
  checkText(value, within(place, name), rule);
  return value;
}

export function optionalWhole(from: Fields, name: string, place: Place, bounds: Bounds): number | undefined {
  const value = from[name] ?? undefined;
  if (value === undefined) return undefined;
  if (typeof value !== 'number' || !Number.isSafeInteger(value)) {
    throw violation(within(place, name), 'Member must be a whole number');
  }
  if (value < bounds.min)
    throw violation(within(place, name), `Member must have value greater than or equal to ${bounds.min}`);
  if (value > bounds.max)
    throw violation(within(place, name), `Member must have value less than or equal to ${bounds.max}`);
  return value;
}

export function optionalFlag(from: Fields, name: string, place: Place): boolean | undefined {
  const value = from[name] ?? undefined;
  if (value === undefined || typeof value === 'boolean') return value;
  throw violation(within(place, name), 'Member must be a boolean');
}

export function optionalChoice<const T extends string>(
  from: Fields,
  name: string,
  place: Place,
  choices: readonly T[],
): T | undefined {
  const value = from[name] ?? undefined;
  if (value === undefined) return undefined;
  const found = choices.find((choice) => choice === value);
  if (found === undefined) {
    throw violation(
      within(place, name),
      `Member must satisfy enum value set: [${[...choices].sort().join(', ')}]`,
    );
  }
  return found;
}

export function optionalStructure(from: Fields, name: string, place: Place): Fields | undefined {
  const value = from[name] ?? undefined;
  return value === undefined ? undefined : structure(value, within(place, name));
}

export function optionalList(
  from: Fields,
  name: string,
  place: Place,
  bounds: Bounds,
): readonly unknown[] | undefined {
  const value = from[name] ?? undefined;
  if (value === undefined) return undefined;
  if (!Array.isArray(value)) throw violation(within(place, name), 'Member must be a list');
  if (value.length < bounds.min)
    throw violation(within(place, name), `Member must have length greater than or equal to ${bounds.min}`);
  if (value.length > bounds.max)
    throw violation(within(place, name), `Member must have length less than or equal to ${bounds.max}`);
  return value;
}

export function structure(value: unknown, place: Place): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw violation(place, 'Member must be a structure');
  }
  return value as Fields;
}

export function present<T>(value: T | undefined, name: string, place: Place): T {
  if (value === undefined) throw violation(within(place, name), 'Member must not be null');
  return value;
}

/** In the words of the service's own request validation. */
export const violation = (place: Place, constraint: string): ServiceFault =>
  invalid(`1 validation error detected: Value at '${place}' failed to satisfy constraint: ${constraint}`);

function checkText(value: string, place: Place, { min = 0, max, pattern }: TextRule): void {
  if (!value.isWellFormed()) throw violation(place, 'Member must be valid Unicode');
  if (value.length < min) throw violation(place, `Member must have length greater than or equal to ${min}`);
  if (value.length > max || Buffer.byteLength(value) > max)
    throw violation(place, `Member must have length less than or equal to ${max}`);
  if (pattern && !pattern.test(value))
    throw violation(place, `Member must satisfy regular expression pattern: ${pattern.source}`);
}
