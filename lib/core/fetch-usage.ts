import { fitting, jsonBytes } from './answer-size.ts';
import { meterWithPast } from './fetch-meter.ts';
import type { Instant } from './instant.ts';
import type { Meter } from './meter.ts';
import { MeteringError } from './metering-error.ts';
import type { PageRequest } from './page.ts';
import type { Ports } from './ports/index.ts';
import { resumeAfter } from './sealed-page.ts';
import { type PointCursor, tallied, type Usage, type UsagePoint, type UsageSeries } from './usage-query.ts';
import { type Range, resolveRange, type UsageFilter, withinHistory } from './usage-range.ts';
import type { WindowSize } from './window.ts';

/** A question about one meter. Without `to` it is now; without `from`, a day before `to`. */
export interface UsageRequest extends UsageFilter, PageRequest {
  readonly window: WindowSize;
  readonly timeZone: string;
  readonly groupBy: readonly string[];
}

/** The cursor keeps the range, so that "until now" means the same now on every page. */
interface Position extends Range {
  readonly after: PointCursor;
}

/**
 * Usage of a meter per window and group. Refuses with `meter.not-found`, `window.empty`, `usage.unknown-dimension`
 * (groupBy names what the meter does not declare) or `page.invalid`.
 */
export const fetchUsage =
  (ports: Pick<Ports, 'meters' | 'usage' | 'pageTokens' | 'clock'>) =>
  async (request: UsageRequest): Promise<Usage> => {
    const { limit, token, ...question } = request;
    const scope = JSON.stringify(['usage', question, [...question.filters]]);
    const { after: position } = await resumeAfter<Position>(ports, scope, token);
    const meter = await meterWithPast(ports, question.meterId, question.deleted);
    refuseUndeclared(meter, question.groupBy);
    const range = position ?? resolveRange(question, ports.clock.now());
    const page = await ports.usage.aggregate({
      ...withinHistory(range),
      meterId: meter.id,
      aggregation: meter.aggregation,
      window: question.window,
      timeZone: question.timeZone,
      ...(question.customerIds ? { customerIds: question.customerIds } : {}),
      filters: question.filters,
      groupBy: question.groupBy,
      limit,
      ...(position ? { after: position.after } : {}),
    });
    const { from, to } = range;
    const points = fitting(page.items, pointBytes(question.groupBy));
    const last = points.length < page.items.length ? points.at(-1) : undefined;
    const after = last ? { group: last.group, end: last.end } : page.next;
    const next: Position | undefined = after && { from, to, after };
    return {
      meter,
      from,
      to,
      window: question.window,
      timeZone: question.timeZone,
      series: seriesOf(meter, request, { from, to }, points),
      ...(next ? { nextToken: await ports.pageTokens.seal(scope, next) } : {}),
    };
  };

/** Start, end and the longest value, as a dialect prints them. */
const POINT_BYTES = 340;

/** What a point adds to the answer, at most; the group is written once for all its points. */
function pointBytes(groupBy: readonly string[]) {
  const names = jsonBytes(groupBy);
  return (point: UsagePoint, before: UsagePoint | undefined): number => {
    const same = before?.group.every((text, i) => text === point.group[i]);
    return POINT_BYTES + (same ? 0 : names + jsonBytes(point.group));
  };
}

function refuseUndeclared(meter: Meter, groupBy: readonly string[]): void {
  const dimensions = groupBy.filter((key) => key !== 'customerId' && !meter.dimensions.includes(key));
  if (dimensions.length > 0)
    throw new MeteringError('usage.unknown-dimension', { meterId: meter.id, dimensions });
}

function seriesOf(
  meter: Meter,
  { window, groupBy, token }: Pick<UsageRequest, 'window' | 'groupBy' | 'token'>,
  range: { from: Instant; to: Instant },
  points: readonly UsagePoint[],
): UsageSeries[] {
  const series: {
    key: string;
    group: ReadonlyMap<string, string>;
    points: UsageSeries['points'][number][];
  }[] = [];
  for (const point of points) {
    const key = JSON.stringify(point.group);
    if (series.at(-1)?.key !== key) series.push({ key, group: groupOf(groupBy, point.group), points: [] });
    const { start, end } = window === 'NONE' ? { start: range.from, end: range.to } : point;
    series.at(-1)?.points.push({ start, end, value: tallied(meter.aggregation, point.tally) });
  }
  // "How many?" has an answer where nothing was used; "the greatest?" has none.
  const countsNothing = meter.aggregation === 'COUNT' || meter.aggregation === 'UNIQUE_COUNT';
  if (
    series.length === 0 &&
    countsNothing &&
    window === 'NONE' &&
    groupBy.length === 0 &&
    token === undefined
  ) {
    return [{ group: new Map(), points: [{ start: range.from, end: range.to, value: '0' }] }];
  }
  return series.map(({ group, points }) => ({ group, points }));
}

const groupOf = (keys: readonly string[], texts: readonly (string | null)[]): ReadonlyMap<string, string> =>
  new Map(keys.flatMap((key, i) => (typeof texts[i] === 'string' ? [[key, texts[i]] as const] : [])));
