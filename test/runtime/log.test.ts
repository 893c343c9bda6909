import { describe, expect, it } from 'vitest';
import { embeddedMetrics } from '../../lib/runtime/embedded-metrics.ts';
import { cryptoIds } from '../../lib/runtime/ids.ts';
import { errorFields, log } from '../../lib/runtime/log.ts';
import { loggedLines } from './function-doubles.ts';

const lines = loggedLines();

describe('the log', () => {
  it('is one line of JSON for each thing', () => {
    log('warn', 'two\nlines', { a: '\n', b: 1 });
    expect(lines).toEqual([{ level: 'warn', message: 'two\nlines', a: '\n', b: 1 }]);
  });

  it('tells an error with its causes, and nothing else that hangs on it', () => {
    const cause = Object.assign(new TypeError('inner'), { $response: { body: 'hunter2' } });
    const fields = errorFields(Object.assign(new Error('outer', { cause }), { request: 'hunter2' }));
    expect(fields).toMatchObject({
      error: 'Error',
      reason: 'outer',
      cause: { error: 'TypeError', reason: 'inner' },
    });
    expect(JSON.stringify(fields)).not.toContain('hunter2');
    expect(errorFields('hunter2')).toEqual({ error: 'string' });
    expect(errorFields(undefined)).toEqual({ error: 'undefined' });
  });

  it('ends where causes go round in a ring', () => {
    const ring = new Error('ring');
    ring.cause = ring;
    expect(JSON.stringify(errorFields(ring)).split('"ring"').length).toBeLessThan(12);
  });
});

describe('the metrics of ingestion', () => {
  it('are a log line that CloudWatch counts by', () => {
    const count = { received: 6, accepted: 1, duplicate: 2, conflict: 1, rejected: 1, failed: 1 };
    embeddedMetrics.ingested({ source: 'http', ...count });
    expect(lines).toEqual([
      expect.objectContaining({
        level: 'info',
        source: 'http',
        function: expect.any(String),
        ...count,
        _aws: {
          Timestamp: expect.any(Number),
          CloudWatchMetrics: [
            {
              Namespace: 'Meterhouse',
              Dimensions: [['function']],
              Metrics: Object.keys(count).map((Name) => ({ Name, Unit: 'Count' })),
            },
          ],
        },
      }),
    ]);
  });
});

describe('ids', () => {
  it('are random ones that differ, and digests that do not', () => {
    expect(new Set(Array.from({ length: 100 }, cryptoIds.random)).size).toBe(100);
    expect(cryptoIds.digest('a')).toBe(cryptoIds.digest('a'));
    expect(cryptoIds.digest('a')).not.toBe(cryptoIds.digest('b'));
    for (const id of [cryptoIds.random(), cryptoIds.digest(''), cryptoIds.digest('x'.repeat(100_000))])
      expect(id).toMatch(/^[\w-]{1,64}$/);
  });
});
