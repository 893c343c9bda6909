import { invalid, type ServiceFault } from '../fault.ts';

/** Refuses a query, saying where in its text, as the service does. */
export function queryFault(source: string, offset: number, message: string): ServiceFault {
  return invalid(`line ${lineAndColumn(source, offset)}: ${message}`);
}

/** Both counted from one. */
export function lineAndColumn(source: string, offset: number): string {
  const before = source.slice(0, offset).split('\n');
  return `${before.length}:${(before.at(-1)?.length ?? 0) + 1}`;
}
