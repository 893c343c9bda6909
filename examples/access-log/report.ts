import type { Counted, Scope } from './counted.ts';
import { hourChart } from './hour-chart.ts';
import type { MeteringApi, UsagePoint } from './metering-api.ts';
import { textTable } from './text-table.ts';

/** What the house answers about the requests of a log, as text; every number in it comes from the house. */
export async function report(api: MeteringApi, scope: Scope, all: Counted): Promise<string> {
  const daily = { ...scope, window: 'DAY' };
  const [requests, bytes, visitors, statuses, hours] = await Promise.all([
    api.usage('http_requests', daily),
    api.usage('egress_bytes', daily),
    api.usage('visitors', daily),
    api.usage('http_requests', { ...scope, groupBy: 'status' }),
    api.usage('http_requests', { ...scope, window: 'HOUR' }),
  ]);
  return [
    dayTable(requests, bytes, visitors, all),
    textTable(
      ['status', 'requests'],
      statuses.map(({ group, value }) => [group['status'] ?? 'none', grouped(value)]),
    ),
    `requests per hour (UTC)\n${hourChart(new Map(hours.map(({ start, value }) => [Date.parse(start), Number(value)])))}`,
  ].join('\n\n');
}

/** A visitor of several days is one visitor, hence the last line is no sum in the last column. */
function dayTable(
  requests: readonly UsagePoint[],
  bytes: readonly UsagePoint[],
  visitors: readonly UsagePoint[],
  all: Counted,
): string {
  const byDay = (points: readonly UsagePoint[]): Map<string, string> =>
    new Map(points.map(({ start, value }) => [start.slice(0, 10), grouped(value)]));
  const [bytesOf, visitorsOf] = [byDay(bytes), byDay(visitors)];
  const rows = [...byDay(requests)].map(([day, count]) => [
    day,
    count,
    bytesOf.get(day) ?? '0',
    visitorsOf.get(day) ?? '0',
  ]);
  const total = ['all days', ...[all.requests, all.bytes, all.visitors].map(grouped)];
  return textTable(['day (UTC)', 'requests', 'bytes', 'visitors'], [...rows, total], { summed: true });
}

/** Thousands apart; decimals as they are, whatever their length. */
export function grouped(value: string | bigint | number): string {
  const [whole = '', fraction] = String(value).split('.');
  const spaced = whole.replace(/\B(?=(\d{3})+$)/g, ',');
  return fraction === undefined ? spaced : `${spaced}.${fraction}`;
}
