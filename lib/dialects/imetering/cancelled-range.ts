import { scalarText } from '../../core/event-value.ts';
import { type Instant, readInstant } from '../../core/instant.ts';
import { isJsonObject } from '../../core/json-object.ts';

export type Fields = Readonly<Record<string, unknown>>;
/** Notes a problem and answers nothing. */
export type Complain = (path: string, message: string, value: unknown) => undefined;

interface Bound {
  readonly path: string;
  readonly value: unknown;
  readonly read: (value: unknown) => Instant | undefined;
  readonly expected: string;
}

/** Each end of the range in one of its forms; two forms of one end are refused, whatever they say. */
export function rangeOf(
  fields: Fields,
  problem: Complain,
): { from?: Instant; to?: Instant; ranged: boolean } {
  const nested = fields['ingestionTimeRange'] ?? {};
  if (!isJsonObject(nested)) {
    problem('ingestionTimeRange', 'expected { startTimeInSeconds, endTimeInSeconds }', nested);
  }
  const inside: Fields = isJsonObject(nested) ? nested : {};
  for (const name of Object.keys(inside)) {
    if (name === 'startTimeInSeconds' || name === 'endTimeInSeconds') continue;
    problem(`ingestionTimeRange.${name}`, 'is not a known field', inside[name]);
  }
  const given = (name: string, inSeconds: string): Bound[] =>
    [
      { path: name, value: fields[name], ...time },
      { path: inSeconds, value: fields[inSeconds], ...seconds },
      { path: `ingestionTimeRange.${inSeconds}`, value: inside[inSeconds], ...seconds },
    ].filter(({ value }) => value !== undefined && value !== null);
  const at = ([first, second]: Bound[]): Instant | undefined => {
    if (!first) return undefined;
    if (second) problem(second.path, `cannot go with ${first.path}`, second.value);
    return first.read(first.value) ?? problem(first.path, `expected ${first.expected}`, first.value);
  };
  const starts = given('from', 'startTimeInSeconds');
  const ends = given('to', 'endTimeInSeconds');
  const [from, to] = [at(starts), at(ends)];
  return {
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
    ranged: starts.length + ends.length > 0 || (fields['ingestionTimeRange'] ?? undefined) !== undefined,
  };
}

const time: Pick<Bound, 'read' | 'expected'> = {
  read: (value) => (typeof value === 'string' ? readInstant(value) : undefined) ?? wholeNumber(value, 14),
  expected: 'RFC 3339 with an offset, or epoch milliseconds',
};
const seconds: Pick<Bound, 'read' | 'expected'> = {
  read: (value) => {
    const number = wholeNumber(value, 11);
    return number === undefined ? undefined : number * 1000;
  },
  expected: 'epoch seconds',
};

function wholeNumber(value: unknown, digits: number): number | undefined {
  const text = scalarText(value);
  return text !== undefined && /^\d+$/.test(text) && text.length <= digits ? Number(text) : undefined;
}
