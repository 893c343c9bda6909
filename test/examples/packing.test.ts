import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  packedEntries,
  REQUEST_BYTES,
  REQUEST_ENTRIES,
  requestsOf,
} from '../../examples/access-log/packing.ts';
import { gathered } from './gathered.ts';

const eventsIn = (detail: string): unknown[] => (JSON.parse(detail) as { events: unknown[] }).events;
const events = fc.array(fc.record({ id: fc.string({ unit: 'binary', maxLength: 30 }) }), { maxLength: 60 });

describe('packing events into entries', () => {
  it('keeps every event, in order', async () => {
    await fc.assert(
      fc.asyncProperty(events, fc.integer({ min: 20, max: 500 }), async (sent, most) => {
        const entries = await gathered(packedEntries(sent, most));
        expect(entries.flatMap(({ detail }) => eventsIn(detail))).toEqual(sent);
        expect(entries.map(({ events }) => events)).toEqual(
          entries.map(({ detail }) => eventsIn(detail).length),
        );
      }),
    );
  });

  it('stays within the size, but for an event that is larger alone', async () => {
    await fc.assert(
      fc.asyncProperty(events, fc.integer({ min: 20, max: 500 }), async (sent, most) => {
        for await (const { detail, events } of packedEntries(sent, most)) {
          expect(Buffer.byteLength(detail) <= most || events === 1).toBe(true);
        }
      }),
    );
  });

  it('fills entries: no two neighbours would fit one', async () => {
    const sent = Array.from({ length: 5000 }, (_, i) => ({ id: `evt-${i}`, meterId: 'http_requests' }));
    const entries = await gathered(packedEntries(sent));
    const sizes = entries.map(({ detail }) => Buffer.byteLength(detail));
    expect(Math.max(...sizes)).toBeLessThanOrEqual(240_000);
    expect(sizes.slice(0, -1).every((size) => size > 239_900)).toBe(true);
  });

  it('makes no entry of nothing', async () => {
    expect(await gathered(packedEntries([]))).toEqual([]);
  });
});

describe('gathering entries into requests', () => {
  it('keeps every entry in order and stays within ten of them and a megabyte', async () => {
    const sizes = fc.array(fc.integer({ min: 1, max: 240_000 }), { maxLength: 30 });
    await fc.assert(
      fc.asyncProperty(sizes, async (lengths) => {
        const entries = lengths.map((length, i) => ({ detail: String(i % 10).repeat(length), events: 1 }));
        const requests = await gathered(requestsOf(entries, 21));
        expect(requests.flat()).toEqual(entries);
        for (const request of requests) {
          expect(request.length).toBeLessThanOrEqual(REQUEST_ENTRIES);
          expect(request.reduce((sum, { detail }) => sum + detail.length + 21, 0)).toBeLessThanOrEqual(
            REQUEST_BYTES,
          );
        }
      }),
      { numRuns: 30 },
    );
  });
});
