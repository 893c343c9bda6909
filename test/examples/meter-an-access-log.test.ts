import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { meterLog } from '../../examples/access-log/meter-log.ts';
import { meteringApi } from '../../examples/access-log/metering-api.ts';
import { grouped } from '../../examples/access-log/report.ts';
import { type HouseUnderTest, startHouse } from '../local/house.ts';
import { generatedLog } from './generated-log.ts';

const EXAMPLE = fileURLToPath(new URL('../../examples/meter-an-access-log.ts', import.meta.url));
const LONG = 120_000;

const log = generatedLog(2000);
let house: HouseUnderTest;
let folder: string;
beforeAll(async () => {
  house = await startHouse();
  folder = mkdtempSync(join(tmpdir(), 'access-log-'));
}, LONG);
afterAll(async () => {
  rmSync(folder, { recursive: true });
  await house.stop();
});

interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the example as its reader does. */
async function example(args: readonly string[], environment: NodeJS.ProcessEnv = {}): Promise<Outcome> {
  const child = spawn(process.execPath, ['--import', 'tsx', EXAMPLE, ...args], {
    env: {
      ...process.env,
      METERHOUSE_URL: house.url,
      METERHOUSE_ADMIN_KEY: house.adminKey,
      ...environment,
    },
  });
  const [stdout, stderr, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'exit'),
  ]);
  return { code: code as number, stdout, stderr };
}

function fileOf(name: string, content: string | Uint8Array): string {
  const file = join(folder, name);
  writeFileSync(file, content);
  return file;
}

/** The totals that the example prints. */
const totalsIn = (stdout: string): string[] =>
  /^all days +(\S+) +(\S+) +(\S+)$/m.exec(stdout)?.slice(1) ?? [stdout];

/** What the house says of a meter in the years of the logs, by group. */
async function usage(meterId: string, customerId: string, groupBy = ''): Promise<Record<string, string>> {
  const api = meteringApi(house.url, house.adminKey);
  const range = { from: '2010-01-01T00:00:00Z', to: '2030-01-01T00:00:00Z' };
  const points = await api.usage(meterId, { ...range, customerId, ...(groupBy && { groupBy }) });
  return Object.fromEntries(points.map(({ group, value }) => [group[groupBy] ?? '', value]));
}

/** Waits until the house has worked off so many events, new ones or not. */
async function received(events: number): Promise<void> {
  const count = (): number =>
    house
      .logs()
      .filter(({ message }) => message === 'usage ingested')
      .reduce((sum, entry) => sum + Number(entry['received']), 0);
  while (count() < events) await sleep(100);
}

const asTexts = (counts: Readonly<Record<string, number>>): Record<string, string> =>
  Object.fromEntries(Object.entries(counts).map(([name, count]) => [name, String(count)]));

describe('metering an access log', () => {
  const totals = [grouped(log.requests), grouped(log.bytes), grouped(log.visitors)];

  it('counts every request, repeats of a line included', { timeout: LONG }, async () => {
    const { code, stdout, stderr } = await example([fileOf('shop.log', log.text)]);
    expect({ code, totals: totalsIn(stdout) }).toEqual({ code: 0, totals });
    for (const [day, count] of Object.entries(log.days)) {
      expect(stdout).toMatch(new RegExp(`^${day} +${grouped(count)} `, 'm'));
    }
    expect(stdout).toContain(
      `${log.malformedAt.length} lines are not of a common or combined log and not metered: ${log.malformedAt.join(', ')}`,
    );
    expect(stdout).toContain('█');
    expect(stderr).toContain(`sent ${grouped(3 * log.requests)} events\n`);
    expect(stderr).toContain(`counted ${grouped(log.requests)} of ${grouped(log.requests)} requests`);

    expect(await usage('http_requests', 'shop.log', 'status')).toEqual(asTexts(log.statuses));
    expect(await usage('http_requests', 'shop.log', 'method')).toEqual(asTexts(log.methods));
    expect(await usage('egress_bytes', 'shop.log')).toEqual({ '': String(log.bytes) });
    expect(await usage('visitors', 'shop.log')).toEqual({ '': String(log.visitors) });
  });

  it('counts nothing anew when the log comes again, compressed', { timeout: LONG }, async () => {
    const { code, stdout } = await example([fileOf('shop.log.gz', log.gzip)]);
    expect({ code, totals: totalsIn(stdout) }).toEqual({ code: 0, totals });
    await received(2 * 3 * log.requests);
    expect(await usage('http_requests', 'shop.log')).toEqual({ '': String(log.requests) });
    expect(await usage('egress_bytes', 'shop.log')).toEqual({ '': String(log.bytes) });
    expect(await usage('visitors', 'shop.log')).toEqual({ '': String(log.visitors) });
  });

  it('counts only what is new when the log has grown, a known line among it', { timeout: LONG }, async () => {
    const [first = ''] = log.text.split('\n');
    const more = '198.51.100.7 - - [02/Mar/2024:09:00:00 +0200] "GET / HTTP/1.1" 200 1';
    const { code, stdout } = await example([fileOf('shop.log', `${log.text}${first}\n${more}\n${more}\n`)]);
    const [requests, , visitors] = totalsIn(stdout);
    expect({ code, requests, visitors }).toEqual({
      code: 0,
      requests: grouped(log.requests + 3),
      visitors: grouped(log.visitors + 1),
    });
  });

  it('counts for the customer that is named', { timeout: LONG }, async () => {
    const file = fileOf('other.log', '192.0.2.1 - - [02/Mar/2024:09:00:00 +0000] "GET / HTTP/1.1" 200 7\n');
    expect((await example(['--customer', 'tenant 1', file])).code).toBe(0);
    expect(await usage('egress_bytes', 'tenant 1')).toEqual({ '': '7' });
    expect(await usage('egress_bytes', 'other.log')).toEqual({});
  });

  it('says what else the customer used in the time of the log', { timeout: LONG }, async () => {
    const line = (path: string): string =>
      `192.0.2.1 - - [02/Mar/2024:09:00:00 +0000] "GET ${path} HTTP/1.1" 200 7\n`;
    await example([fileOf('two.log', line('/a') + line('/b'))]);
    const { code, stdout } = await example([fileOf('two.log', line('/a'))]);
    expect(code).toBe(0);
    expect(stdout).toContain(
      '1 of these requests are not from this log: two.log has other usage of this time.',
    );
  });

  it('tells what is missing, and why', { timeout: LONG }, async () => {
    const line = (year: number): string =>
      `192.0.2.1 - - [02/Mar/${year}:09:00:00 +0000] "GET / HTTP/1.1" 200 7\n`;
    const file = fileOf('future.log', line(2024) + line(2124));
    const printed: string[] = [];
    const complete = await meterLog(
      { file, customerId: 'future.log', url: house.url, adminKey: house.adminKey },
      {
        print: (words) => printed.push(words),
        progress: { tell: () => undefined, end: () => undefined },
        patience: 1500,
      },
    );
    expect(complete).toBe(false);
    const words = printed.join('\n');
    expect(words).toContain('Something is missing');
    expect(words).toContain('1 of 2 requests');
    expect(words).toContain('7 of 14 bytes');
    expect(words).toContain('3 × time.out-of-bounds, such as: time: expected at most 15 minutes after');
  });

  it.each([
    ['holds no request', '', 0],
    ['holds no request', 'this is\nno log\n', 1],
  ])('says of a file that it %s', { timeout: LONG }, async (words, content, code) => {
    const outcome = await example([fileOf('none.log', content)]);
    expect(outcome).toMatchObject({ code });
    expect(outcome.stdout).toContain(words);
  });

  it.each<[string, readonly string[], NodeJS.ProcessEnv, string]>([
    ['no file', [], {}, 'name one log'],
    ['a file that is not there', ['missing.log'], {}, 'cannot read missing.log: ENOENT'],
    ['an unknown option', ['--colour', 'a.log'], {}, "Unknown option '--colour'"],
    ['no key', ['a.log'], { METERHOUSE_ADMIN_KEY: undefined }, 'METERHOUSE_ADMIN_KEY is not set'],
    ['another key', ['a.log'], { METERHOUSE_ADMIN_KEY: 'other' }, 'does not know this METERHOUSE_ADMIN_KEY'],
    [
      'no house',
      ['a.log'],
      { METERHOUSE_URL: 'http://127.0.0.1:9' },
      'no house answers at http://127.0.0.1:9',
    ],
  ])('ends in words with %s', { timeout: LONG }, async (_, args, environment, words) => {
    const { code, stderr } = await example(args, environment);
    expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringContaining(words) });
    expect(stderr).not.toContain('    at ');
  });
});

const own = process.env['METERHOUSE_ACCESS_LOG'];
if (own) {
  describe(`metering ${basename(own)}`, () => {
    it('counts every request once, however often it is sent', { timeout: 10 * LONG }, async () => {
      const content = readFileSync(own);
      const lines = (content[0] === 0x1f ? gunzipSync(content) : content).toString('latin1').split('\n');
      const read = lines.flatMap((line) => {
        const [, address, bytes] = /^(\S+) .*?\] ".*?[^\\]" \d{3} (\d+|-)(?: |$)/.exec(line) ?? [];
        return address === undefined ? [] : [{ address, bytes: bytes === '-' ? 0n : BigInt(bytes ?? 0) }];
      });
      const totals = [
        read.length,
        read.reduce((sum, { bytes }) => sum + bytes, 0n),
        new Set(read.map(({ address }) => address)).size,
      ].map(grouped);
      for (let time = 1; time <= 2; time++) {
        const { code, stdout } = await example([own]);
        expect({ code, totals: totalsIn(stdout) }).toEqual({ code: 0, totals });
      }
    });
  });
}
