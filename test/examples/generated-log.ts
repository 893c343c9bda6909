import { gzipSync } from 'node:zlib';

/** A log as a server could have written it, and what it holds, known without reading it. */
export interface GeneratedLog {
  readonly text: string;
  readonly gzip: Buffer;
  readonly requests: number;
  readonly bytes: bigint;
  readonly visitors: number;
  /** Requests by day (UTC), by status, by method. */
  readonly days: Readonly<Record<string, number>>;
  readonly statuses: Readonly<Record<string, number>>;
  readonly methods: Readonly<Record<string, number>>;
  /** From 1. */
  readonly malformedAt: readonly number[];
}

const START = Date.UTC(2024, 1, 28, 21, 30);
const MONTHS = ['Jan', 'Feb', 'Mar'];
const addresses = Array.from({ length: 120 }, (_, i) =>
  i % 3 === 0 ? `2001:db8::${i.toString(16)}` : i % 3 === 1 ? `192.0.2.${i}` : `host-${i}.example.net`,
);
const requests: readonly (readonly [method: string, request: string])[] = [
  ['GET', 'GET /index.html HTTP/1.1'],
  ['GET', String.raw`GET /search?q=\"exact\" HTTP/1.1`],
  ['HEAD', 'HEAD / HTTP/1.0'],
  ['POST', 'POST /orders HTTP/2.0'],
  ['-', '-'],
  ['-', String.raw`\x16\x03\x01\x00`],
];
const statuses = ['200', '200', '200', '304', '404', '500'];
const agents = ['curl/8.0', String.raw`an \"agent\" [of] sorts`, 'Mozilla/5.0 (cut off'];

/** The same each time: `lines` requests, every thirteenth twice or thrice, and a few lines that are none. */
export function generatedLog(lines: number): GeneratedLog {
  const random = numbers(20_240_228);
  const one = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
  const log = { days: {}, statuses: {}, methods: {} } as Record<'days' | 'statuses' | 'methods', Counts>;
  const written: string[] = [];
  const malformedAt: number[] = [];
  const visitors = new Set<string>();
  let [made, bytes] = [0, 0n];
  while (made < lines) {
    const at = START + Math.floor((made / lines) * 52 * 3600) * 1000;
    const [address, [method, request], status, agent] = [
      one(addresses),
      one(requests),
      one(statuses),
      one(agents),
    ];
    const size = random() < 0.1 ? undefined : BigInt(Math.floor(random() * 1e9));
    const line = `${address} - ${one(['-', 'frank', 'two words'])} [${logTime(at)}] "${request}" ${status} ${size ?? '-'} "-" "${agent}"`;
    const times = Math.min(lines - made, made % 13 === 0 ? one([2, 3]) : 1);
    for (let time = 0; time < times; time++) {
      written.push(line);
      made++;
      bytes += size ?? 0n;
      visitors.add(address);
      count(log.days, new Date(at).toISOString().slice(0, 10));
      count(log.statuses, status);
      count(log.methods, method);
    }
    if (made % 701 === 0) malformedAt.push(written.push('not a line of an access log'));
  }
  const text = `${written.join('\n')}\n`;
  return { text, gzip: gzipSync(text), requests: made, bytes, visitors: visitors.size, malformedAt, ...log };
}

type Counts = Record<string, number>;
function count(counts: Counts, name: string): void {
  counts[name] = (counts[name] ?? 0) + 1;
}

/** As a server two hours east of Greenwich writes it. */
function logTime(at: number): string {
  const local = new Date(at + 2 * 3_600_000).toISOString();
  const [date = '', time = ''] = local.split('T');
  const [year, month, day] = date.split('-');
  return `${day}/${MONTHS[Number(month) - 1]}/${year}:${time.slice(0, 8)} +0200`;
}

/** Numbers from 0 to 1 that look random and are the same for a seed (mulberry32). */
function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
