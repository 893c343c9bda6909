import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Numeral } from '../../lib/core/decimal.ts';
import { ingestUsage } from '../../lib/core/ingest-usage.ts';
import type { SubmittedEvent } from '../../lib/core/submission.ts';
import { aMeter } from '../fixtures/meter.ts';
import { NEW_YEAR } from '../fixtures/time.ts';
import { anEntry } from '../fixtures/usage.ts';
import { failingStores, LEDGER_FAULT, SERIES_FAULT, submitted } from './ingest-doubles.ts';

const overHttp = (events: readonly SubmittedEvent[]) => ({ events, source: 'http', park: false }) as const;

describe('taking usage', () => {
  it('answers one verdict for each event, in order', async () => {
    const { ports, series, counts } = failingStores();
    const verdicts = await ingestUsage(ports)(
      overHttp([
        submitted({ id: 'a' }),
        submitted({ id: 'b', value: 'x' }),
        submitted({ id: 'a' }),
        submitted({ id: 'a', value: '2' }),
        submitted({ id: 'c' }),
      ]),
    );
    expect(verdicts).toEqual([
      { status: 'accepted', id: 'a' },
      { status: 'rejected', id: 'b', code: 'value.invalid', message: expect.stringContaining('value') },
      { status: 'duplicate', id: 'a' },
      { status: 'conflict', id: 'a', code: 'event.conflict', message: expect.stringContaining('"a"') },
      { status: 'accepted', id: 'c' },
    ]);
    expect(series.flat().map(({ event }) => [event.id, event.value])).toEqual([
      ['a', '1'],
      ['c', '1'],
    ]);
    expect(counts).toEqual([
      { source: 'http', received: 5, accepted: 2, duplicate: 1, conflict: 1, rejected: 1, failed: 0 },
    ]);
  });

  it('writes when an event arrived', async () => {
    const { ports, kept, clock } = failingStores();
    clock.move(5000);
    await ingestUsage(ports)(overHttp([submitted()]));
    expect([...kept.values()]).toEqual([
      expect.objectContaining({
        receivedAt: NEW_YEAR + 5000,
        event: expect.objectContaining({ time: NEW_YEAR }),
      }),
    ]);
  });

  it('is the same twice as once', async () => {
    const { ports, kept } = failingStores();
    const events = [submitted({ id: 'a' }), submitted({ id: 'b' })];
    await ingestUsage(ports)(overHttp(events));
    const once = [...kept];
    expect(await ingestUsage(ports)(overHttp(events))).toEqual([
      { status: 'duplicate', id: 'a' },
      { status: 'duplicate', id: 'b' },
    ]);
    expect([...kept]).toEqual(once);
  });

  it('tells apart events that share an id under two customers or two meters', async () => {
    const { ports } = failingStores({ meters: [aMeter(), aMeter({ id: 'storage' })] });
    const verdicts = await ingestUsage(ports)(
      overHttp([submitted(), submitted({ customerId: 't-2' }), submitted({ meterId: 'storage' })]),
    );
    expect(verdicts.map(({ status }) => status)).toEqual(['accepted', 'accepted', 'accepted']);
  });

  it('takes a repeat with an id but no time for a duplicate, whenever it comes', async () => {
    const { ports, clock } = failingStores();
    await ingestUsage(ports)(overHttp([submitted({ time: undefined })]));
    clock.move(60_000);
    expect(await ingestUsage(ports)(overHttp([submitted({ time: undefined })]))).toEqual([
      { status: 'duplicate', id: 'evt-1' },
    ]);
  });

  it('asks for each meter once, and for no text that can be none', async () => {
    const { ports, asked } = failingStores({ meters: [aMeter(), aMeter({ id: 'gone', deletedAt: 1 })] });
    const meterIds = ['api_calls', 'gone', 'api_calls', 'nothing', 'a b', 7, undefined];
    const verdicts = await ingestUsage(ports)(
      overHttp(meterIds.map((meterId, i) => submitted({ id: `e${i}`, meterId }))),
    );
    expect(asked.meters).toEqual([['api_calls', 'gone', 'nothing']]);
    expect(verdicts.map((verdict) => ('code' in verdict ? verdict.code : verdict.status))).toEqual([
      'accepted',
      'meter.not-found',
      'accepted',
      'meter.not-found',
      'meter.not-found',
      'meter.not-found',
      'meter.not-found',
    ]);
  });

  it.each([
    ['e', 'e'],
    [7, '7'],
    [new Numeral('1e3'), '1000'],
    ['i'.repeat(300), 'i'.repeat(256)],
    [undefined, undefined],
    [{}, undefined],
  ])('tells a rejected event by its id as far as it is one: %j', async (id, told) => {
    const { ports } = failingStores();
    const [verdict] = await ingestUsage(ports)(overHttp([submitted({ id, value: 'x' })]));
    expect(verdict).toMatchObject({ status: 'rejected', code: 'value.invalid' });
    expect(verdict && 'id' in verdict ? verdict.id : undefined).toBe(told);
  });

  it('accounts for every event, whatever becomes of it', async () => {
    const draft = fc.record({
      id: fc.constantFrom('a', 'b', 'c', 'bad-ledger', 'bad-series', '', undefined),
      meterId: fc.constantFrom('api_calls', 'api_calls', 'nothing'),
      customerId: fc.constantFrom('t-1', 't-2', ''),
      value: fc.constantFrom('1', '2', 'x'),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(fc.array(draft, { maxLength: 8 }), { maxLength: 3 }), async (batches) => {
        const { ports, faults, counts, kept } = failingStores();
        faults.ledger.add('bad-ledger');
        faults.series.add('bad-series');
        for (const batch of batches) {
          const verdicts = await ingestUsage(ports)(overHttp(batch.map((each) => submitted(each))));
          expect(verdicts).toHaveLength(batch.length);
          verdicts.forEach((verdict, i) => {
            if (verdict.status === 'rejected' || verdict.status === 'failed') return;
            if (batch[i]?.id !== undefined) expect(verdict.id).toBe(batch[i]?.id);
          });
        }
        const sum = (
          name: 'received' | 'accepted' | 'duplicate' | 'conflict' | 'rejected' | 'failed',
        ): number => counts.reduce((total, count) => total + count[name], 0);
        expect(sum('received')).toBe(batches.flat().length);
        expect(sum('received')).toBe(
          sum('accepted') + sum('duplicate') + sum('conflict') + sum('rejected') + sum('failed'),
        );
        const failedInSeries = [...kept.values()].filter(({ event }) => event.id === 'bad-series').length;
        expect(kept.size).toBe(sum('accepted') + failedInSeries);
      }),
    );
  });
});

describe('events of one id in one call', () => {
  it('go to the ledger once, and the first speaks for them', async () => {
    const { ports, kept } = failingStores();
    const verdicts = await ingestUsage(ports)(
      overHttp([submitted({ value: '5' }), submitted({ value: '6' }), submitted({ value: '5.0' })]),
    );
    expect(verdicts.map(({ status }) => status)).toEqual(['accepted', 'conflict', 'duplicate']);
    expect([...kept.values()].map(({ event }) => event.value)).toEqual(['5']);
  });

  it('are all held against what the ledger has', async () => {
    const { ports } = failingStores();
    await ingestUsage(ports)(overHttp([submitted({ value: '6' })]));
    const verdicts = await ingestUsage(ports)(
      overHttp([submitted({ value: '5' }), submitted({ value: '6' }), submitted({ value: '5' })]),
    );
    expect(verdicts.map(({ status }) => status)).toEqual(['conflict', 'duplicate', 'conflict']);
  });

  it.each(['ledger', 'series'] as const)('fail together where the %s fails them', async (store) => {
    const { ports, faults } = failingStores();
    faults[store].add('a');
    const verdicts = await ingestUsage(ports)(
      overHttp([submitted({ id: 'a' }), submitted({ id: 'b' }), submitted({ id: 'a', value: '2' })]),
    );
    expect(verdicts.map(({ status }) => status)).toEqual(['failed', 'accepted', 'failed']);
  });
});

describe('a fault of a store', () => {
  it('in the ledger fails its event alone, which does not reach the series', async () => {
    const { ports, faults, series } = failingStores();
    faults.ledger.add('b');
    const events = ['a', 'b', 'c'].map((id) => submitted({ id }));
    expect(await ingestUsage(ports)(overHttp(events))).toEqual([
      { status: 'accepted', id: 'a' },
      { status: 'failed', cause: LEDGER_FAULT },
      { status: 'accepted', id: 'c' },
    ]);
    expect(series.flat().map(({ event }) => event.id)).toEqual(['a', 'c']);
  });

  it('in the series fails its event alone, and a resend heals it', async () => {
    const { ports, faults, series } = failingStores();
    faults.series.add('b');
    const events = ['a', 'b', 'c'].map((id) => submitted({ id }));
    expect(await ingestUsage(ports)(overHttp(events))).toEqual([
      { status: 'accepted', id: 'a' },
      { status: 'failed', cause: SERIES_FAULT },
      { status: 'accepted', id: 'c' },
    ]);
    faults.series.clear();
    const again = await ingestUsage(ports)(overHttp(events));
    expect(again.map(({ status }) => status)).toEqual(['duplicate', 'duplicate', 'duplicate']);
    expect(series[1]?.map(({ event }) => event.id)).toEqual(['a', 'b', 'c']);
  });

  it('keeps its place when a neighbour in front failed in the ledger', async () => {
    const { ports, faults } = failingStores();
    faults.ledger.add('a');
    faults.series.add('c');
    const events = ['a', 'b', 'c', 'd'].map((id) => submitted({ id }));
    expect((await ingestUsage(ports)(overHttp(events))).map(({ status }) => status)).toEqual([
      'failed',
      'accepted',
      'failed',
      'accepted',
    ]);
  });

  it.each(['meters', 'ledger', 'usage'] as const)('that concerns the whole call flies: %s', async (port) => {
    const { ports } = failingStores();
    const fault = new Error('no table');
    const broken = { record: () => Promise.reject(fault), findAll: () => Promise.reject(fault) };
    await expect(ingestUsage({ ...ports, [port]: broken })(overHttp([submitted()]))).rejects.toBe(fault);
  });

  it('does not come of asking the series for nothing', async () => {
    const { ports, series } = failingStores();
    expect(await ingestUsage(ports)(overHttp([submitted({ value: 'x' })]))).toHaveLength(1);
    expect(series).toEqual([]);
  });
});

describe('what the series is told', () => {
  it('is the entry that the ledger holds, never the repeat', async () => {
    const { ports, kept, series } = failingStores();
    const first = anEntry(
      { value: '5', dimensions: { region: 'eu' } },
      { receivedAt: NEW_YEAR - 9000, cancelledAt: NEW_YEAR - 1000 },
    );
    kept.set(JSON.stringify(['api_calls', 't-1', 'evt-1']), first);
    const verdicts = await ingestUsage(ports)(
      overHttp([submitted({ value: '6' }), submitted({ value: '5', dimensions: { region: 'eu' } })]),
    );
    // A cancelled event is not revived by a resend.
    expect(verdicts.map(({ status }) => status)).toEqual(['conflict', 'duplicate']);
    expect(series).toEqual([[first]]);
  });
});

describe('a customer whom nobody announced', () => {
  it('is accepted, and nobody is asked', async () => {
    const { ports, asked } = failingStores();
    expect((await ingestUsage(ports)(overHttp([submitted()])))[0]?.status).toBe('accepted');
    expect(asked.customers).toEqual([]);
  });

  it('is refused where that is the policy, and known ones are not', async () => {
    const { ports, asked, kept } = failingStores({ customers: ['t-1'], unknownCustomers: 'park' });
    const customerIds = ['t-1', 'stranger', 't-1', ''];
    const verdicts = await ingestUsage(ports)(
      overHttp(customerIds.map((customerId, i) => submitted({ id: `e${i}`, customerId }))),
    );
    expect(verdicts.map((verdict) => ('code' in verdict ? verdict.code : verdict.status))).toEqual([
      'accepted',
      'customer.missing',
      'accepted',
      'customer.missing',
    ]);
    expect(asked.customers).toEqual([['t-1', 'stranger']]);
    expect(kept.size).toBe(2);
  });
});

describe('the id of an event with neither id nor time', () => {
  const bare = { id: undefined, time: undefined };

  it('is that of its entry, with its place from the second on', async () => {
    const { ports, kept } = failingStores();
    const events = [0, 1, 2].map((position) =>
      submitted(bare, { id: 'envelope', position }, NEW_YEAR - 1000),
    );
    const verdicts = await ingestUsage(ports)(overHttp(events));
    expect(verdicts).toEqual(
      ['envelope', 'envelope#1', 'envelope#2'].map((id) => ({ status: 'accepted', id })),
    );
    expect([...kept.values()].map(({ event }) => event.time)).toEqual(Array(3).fill(NEW_YEAR - 1000));
    expect((await ingestUsage(ports)(overHttp(events))).map(({ status }) => status)).toEqual(
      Array(3).fill('duplicate'),
    );
  });

  it('is random over HTTP', async () => {
    const { ports } = failingStores();
    const verdicts = await ingestUsage(ports)(overHttp([submitted(bare), submitted(bare)]));
    expect(verdicts).toEqual([
      { status: 'accepted', id: 'random-1' },
      { status: 'accepted', id: 'random-2' },
    ]);
  });
});
