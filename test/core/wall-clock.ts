/** What a clock on the wall of a zone shows, asked of Intl: another source than the code under test has. */
export interface WallClock {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  /** Milliseconds east of UTC. */
  readonly offset: number;
}

const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone);
  if (known) return known;
  const made = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  formats.set(timeZone, made);
  return made;
}

export function wallClock(timeZone: string, at: number): WallClock {
  const parts = new Map(
    formatOf(timeZone)
      .formatToParts(at)
      .map(({ type, value }) => [type, Number(value)]),
  );
  const part = (type: Intl.DateTimeFormatPartTypes): number => parts.get(type) ?? Number.NaN;
  const [year, month, day] = [part('year'), part('month'), part('day')];
  const [hour, minute, second] = [part('hour'), part('minute'), part('second')];
  const offset = Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(at / 1000) * 1000;
  return { year, month, day, hour, minute, offset };
}

/** The number of the day in the calendar of the zone, counted from 1970-01-01. */
export const dayNumber = ({ year, month, day }: WallClock): number =>
  Date.UTC(year, month - 1, day) / 86_400_000;

const DAY = 86_400_000;

/** Where the offset changes by Intl's word, to the second; found by halving days, so of two changes in a day one is missed. */
export function changes(timeZone: string, from: number, to: number): number[] {
  const found: number[] = [];
  const offset = (instant: number): number => wallClock(timeZone, instant).offset;
  for (let day = from; day < to; day += DAY) {
    let [low, high] = [day, Math.min(day + DAY, to)];
    if (offset(low) === offset(high)) continue;
    while (high - low > 1000) {
      const middle = low + Math.floor((high - low) / 2000) * 1000;
      if (offset(middle) === offset(low)) low = middle;
      else high = middle;
    }
    found.push(high);
  }
  return found;
}

/**
 * The number of the greatest date that a calendar has shown by then: the one on the wall, or, where the clock went back
 * over midnight, the one from before it did.
 */
export function dayReached(timeZone: string, at: number): number {
  const second = Math.floor(at / 1000) * 1000;
  const shown = [at, ...changes(timeZone, second - DAY, second).map((change) => change - 1)];
  return Math.max(...shown.map((instant) => dayNumber(wallClock(timeZone, instant))));
}

/** Clocks that went back from the first minutes or hours of a date to the end of the one before it. */
export const foldedMidnights = [
  { timeZone: 'America/St_Johns', midnight: '2010-11-07T02:30:00Z', change: '2010-11-07T02:31:00Z' },
  { timeZone: 'America/St_Johns', midnight: '2006-10-29T02:30:00Z', change: '2006-10-29T02:31:00Z' },
  { timeZone: 'America/Goose_Bay', midnight: '2010-11-07T03:00:00Z', change: '2010-11-07T03:01:00Z' },
  // The night in which a month ended.
  { timeZone: 'America/Goose_Bay', midnight: '2009-11-01T03:00:00Z', change: '2009-11-01T03:01:00Z' },
  { timeZone: 'America/Moncton', midnight: '2006-10-29T03:00:00Z', change: '2006-10-29T03:01:00Z' },
  { timeZone: 'Antarctica/Casey', midnight: '2010-03-04T13:00:00Z', change: '2010-03-04T15:00:00Z' },
] as const;
