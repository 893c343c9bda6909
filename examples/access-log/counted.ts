import { setTimeout as sleep } from 'node:timers/promises';
import type { LogTally } from './log-tally.ts';
import { expectData, type MeteringApi, type UsagePoint } from './metering-api.ts';

/** What the house has counted of one customer in the time of a log. */
export interface Counted {
  readonly requests: bigint;
  readonly bytes: bigint;
  readonly visitors: bigint;
}

/** Which usage to ask about. */
export interface Scope {
  readonly customerId: string;
  readonly from: string;
  readonly to: string;
}

export const scopeOf = ({ first, last }: LogTally, customerId: string): Scope => ({
  customerId,
  from: new Date(first).toISOString(),
  // Exclusive, and a log tells whole seconds.
  to: new Date(last + 1000).toISOString(),
});

/** Asks until everything in the log is counted, or until nothing more was counted for `patience` milliseconds. */
export async function untilCounted(
  api: MeteringApi,
  scope: Scope,
  log: LogTally,
  { patience, pause, onLook }: { patience: number; pause: number; onLook: (counted: Counted) => void },
): Promise<Counted> {
  let before: Counted | undefined;
  let changedAt = performance.now();
  for (;;) {
    const counted = await countedIn(api, scope);
    onLook(counted);
    if (isAllOf(counted, log)) return counted;
    if (before === undefined || !isSame(counted, before)) changedAt = performance.now();
    else if (performance.now() - changedAt >= patience) return counted;
    before = counted;
    await sleep(pause);
  }
}

async function countedIn(api: MeteringApi, scope: Scope): Promise<Counted> {
  const ask = async (meterId: string): Promise<bigint> => wholePart(await api.usage(meterId, { ...scope }));
  const [requests, bytes, visitors] = await Promise.all([
    ask('http_requests'),
    ask('egress_bytes'),
    ask('visitors'),
  ]);
  return { requests, bytes, visitors };
}

/** Everything this log counts is whole; a sum of nothing has no point at all. */
const wholePart = ([point]: readonly UsagePoint[]): bigint => BigInt(point?.value.split('.')[0] ?? '0');

const isSame = (a: Counted, b: Counted): boolean =>
  a.requests === b.requests && a.bytes === b.bytes && a.visitors === b.visitors;

/** At least all of it: the customer may have used more than this log tells. */
export const isAllOf = ({ requests, bytes, visitors }: Counted, log: LogTally): boolean =>
  requests >= BigInt(log.requests) && bytes >= log.bytes && visitors >= BigInt(log.visitors.size);

/** Why events were refused, each reason with its number among the last hundred; nothing where none was. */
export async function refusalsOf(api: MeteringApi, customerId: string): Promise<readonly string[]> {
  const query = new URLSearchParams({ customerId, limit: '100' });
  const answer = await api.ask('GET', `/rejections?${query}`);
  const parked = expectData<{ code: string; message: string }[]>(answer, 'GET /rejections');
  const reasons = new Map<string, { count: number; message: string }>();
  for (const { code, message } of parked) {
    const reason = reasons.get(code) ?? { count: 0, message };
    reasons.set(code, { ...reason, count: reason.count + 1 });
  }
  return [...reasons].map(([code, { count, message }]) => `${count} × ${code}, such as: ${message}`);
}
