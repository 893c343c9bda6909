import { invalid } from '../fault.ts';

const RESERVED = new Set(['time', 'measure_name', 'measure_value', 'ts_non_existent_col']);
const RESERVED_PREFIXES = ['ts_', 'measure_value'];

/** Refuses names of dimensions and of measures in multi-measure records that the service keeps to itself. */
export function checkColumnName(name: string): void {
  const key = name.toLowerCase();
  if (RESERVED.has(key) || RESERVED_PREFIXES.some((prefix) => key.startsWith(prefix)))
    throw invalid(`The name ${name} is reserved for the system.`);
  if (name.includes(':')) throw invalid(`The name ${name} must not contain a colon.`);
}
