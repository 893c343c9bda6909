import { describe, expect, it } from 'vitest';
import { ingestUsage } from '../../lib/core/ingest-usage.ts';
import type { SubmittedEvent } from '../../lib/core/submission.ts';
import { NEW_YEAR } from '../fixtures/time.ts';
import { failingStores, PARK_FAULT, submitted } from './ingest-doubles.ts';

const overTheBus = (events: readonly SubmittedEvent[]) =>
  ({ events, source: 'eventbridge', park: true }) as const;
const at = (id: string, position = 0) => ({ id, position });

describe('parking', () => {
  it('keeps what is rejected and what is in conflict, whole and with its reason', async () => {
    const { ports, parked } = failingStores();
    const events = [
      submitted({ id: 'a' }, at('one')),
      submitted({ id: 'b', value: 'x' }, at('one', 1), NEW_YEAR - 5000),
      submitted({ id: 'a', value: '2' }, at('two')),
      submitted({ id: 'a' }, at('three')),
    ];
    await ingestUsage(ports)(overTheBus(events));
    expect(parked.flat()).toEqual([
      {
        id: 'digest of ["ingest","one",1]',
        verb: 'ingest',
        source: 'eventbridge',
        code: 'value.invalid',
        message: expect.stringContaining('value'),
        receivedAt: NEW_YEAR,
        event: events[1]?.original(),
        meterId: 'api_calls',
        customerId: 't-1',
        entry: { id: 'one', position: 1 },
        envelopeTime: NEW_YEAR - 5000,
      },
      expect.objectContaining({
        id: 'digest of ["ingest","two",0]',
        code: 'event.conflict',
        event: events[2]?.original(),
      }),
    ]);
  });

  it('names meter and customer only where they are texts', async () => {
    const { ports, parked } = failingStores();
    await ingestUsage(ports)(overTheBus([submitted({ meterId: 7, customerId: {} }, at('one'))]));
    expect(parked[0]?.[0]).toMatchObject({ code: 'meter.not-found' });
    expect(parked[0]?.[0]).not.toHaveProperty('meterId');
    expect(parked[0]?.[0]).not.toHaveProperty('customerId');
  });

  it('keeps no half of a character in what is filtered by', async () => {
    const { ports, parked } = failingStores();
    await ingestUsage(ports)(
      overTheBus([submitted({ meterId: '\ud800', customerId: 'c\udc00' }, at('one'))]),
    );
    expect(parked[0]?.[0]).toMatchObject({ meterId: '\ufffd', customerId: 'c\ufffd' });
  });

  it('happens once, however often a delivery comes', async () => {
    const { ports, parked, clock } = failingStores();
    const events = [submitted({ value: 'x' }, at('one')), submitted({ value: 'y' }, at('one', 1))];
    await ingestUsage(ports)(overTheBus(events));
    clock.move(60_000);
    await ingestUsage(ports)(overTheBus(events));
    const [first, second] = parked.map((rejections) => rejections.map(({ id }) => id));
    expect(new Set(first).size).toBe(2);
    expect(second).toEqual(first);
  });

  it('leaves a delivery alone that comes again, and parks the others', async () => {
    const { ports, parked, faults } = failingStores();
    faults.ledger.add('bad-ledger');
    faults.series.add('bad-series');
    const events = [
      submitted({ id: 'a', value: 'x' }, at('one')),
      submitted({ id: 'bad-ledger' }, at('one', 1)),
      submitted({ id: 'b', value: 'x' }, at('two')),
      submitted({ id: 'bad-series' }, at('three')),
      submitted({ id: 'c', value: 'x' }, at('three', 1)),
    ];
    const verdicts = await ingestUsage(ports)(overTheBus(events));
    expect(verdicts.map(({ status }) => status)).toEqual([
      'rejected',
      'failed',
      'rejected',
      'failed',
      'rejected',
    ]);
    expect(parked.flat().map(({ entry }) => entry)).toEqual([at('two')]);
    faults.ledger.clear();
    faults.series.clear();
    await ingestUsage(ports)(overTheBus(events));
    expect(
      parked
        .slice(1)
        .flat()
        .map(({ entry }) => entry),
    ).toEqual([at('one'), at('two'), at('three', 1)]);
  });

  it('is not for duplicates, nor for callers who wait', async () => {
    const { ports, parked } = failingStores();
    await ingestUsage(ports)(overTheBus([submitted({}, at('one'))]));
    await ingestUsage(ports)(overTheBus([submitted({}, at('two'))]));
    await ingestUsage(ports)({ events: [submitted({ value: 'x' })], source: 'http', park: false });
    expect(parked).toEqual([]);
  });

  it('that fails makes its delivery come again, and leaves the neighbours be', async () => {
    const { ports, faults, counts } = failingStores();
    faults.park = true;
    const events = [submitted({ value: 'x' }, at('one')), submitted({ id: 'good' }, at('two'))];
    const verdicts = await ingestUsage(ports)(overTheBus(events));
    expect(verdicts).toEqual([
      { status: 'failed', cause: PARK_FAULT },
      { status: 'accepted', id: 'good' },
    ]);
    expect(counts).toMatchObject([{ received: 2, accepted: 1, rejected: 0, failed: 1 }]);
  });

  it('takes a random id where there is no delivery to name', async () => {
    const { ports, parked } = failingStores();
    await ingestUsage(ports)(overTheBus([submitted({ value: 'x' })]));
    expect(parked[0]?.[0]?.id).toBe('random-1');
  });
});
