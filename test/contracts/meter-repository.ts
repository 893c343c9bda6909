import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { AGGREGATIONS, type Meter } from '../../lib/core/meter.ts';
import type { MeterRepository } from '../../lib/core/ports/index.ts';
import { aMeter } from '../fixtures/meter.ts';
import { ODD_TEXTS } from '../fixtures/odd-texts.ts';
import { NEW_YEAR } from '../fixtures/time.ts';

/** What every MeterRepository keeps to. `make` gives an empty one each time. */
export function meterRepositoryContract(make: () => Promise<MeterRepository>): void {
  const addAll = async (meters: MeterRepository, all: readonly Meter[]): Promise<void> => {
    for (const meter of all) await meters.add(meter);
  };

  it('finds a meter as it was added', async () => {
    const meters = await make();
    const meter = aMeter({ id: 'a', description: 'what it counts', version: 7 });
    await meters.add(meter);
    expect(await meters.find('a')).toEqual(meter);
  });

  it.each(AGGREGATIONS)('keeps the aggregation %s', async (aggregation) => {
    const meters = await make();
    await meters.add(aMeter({ aggregation, dimensions: [], unit: '' }));
    expect(await meters.find('api_calls')).toEqual(aMeter({ aggregation, dimensions: [], unit: '' }));
  });

  it('keeps odd texts as they are', async () => {
    const meters = await make();
    for (const [i, text] of ODD_TEXTS.entries()) {
      const meter = aMeter({ id: `m${i}`, name: text, description: text, unit: text, dimensions: [text] });
      await meters.add(meter);
      expect(await meters.find(meter.id)).toEqual(meter);
    }
  });

  it('finds nothing where nothing is', async () => {
    const meters = await make();
    expect(await meters.find('nothing')).toBeUndefined();
    expect(await meters.find('')).toBeUndefined();
    expect(await meters.find('x'.repeat(5000))).toBeUndefined();
  });

  it('refuses to add an id that is taken, and keeps the first', async () => {
    const meters = await make();
    await meters.add(aMeter({ name: 'first' }));
    await expect(meters.add(aMeter({ name: 'second' }))).rejects.toMatchObject({
      code: 'meter.exists',
      details: { meterId: 'api_calls' },
    });
    expect(await meters.find('api_calls')).toEqual(aMeter({ name: 'first' }));
  });

  it('refuses to add the id of a deleted meter', async () => {
    const meters = await make();
    await meters.add(aMeter());
    await meters.replace(aMeter({ version: 2, deletedAt: NEW_YEAR }), 1);
    await expect(meters.add(aMeter())).rejects.toMatchObject({ code: 'meter.exists' });
  });

  it('tells ids apart that differ in case or in a sign', async () => {
    const meters = await make();
    const ids = ['a', 'A', 'a.b', 'a-b', 'a_b', 'a.B'];
    await addAll(
      meters,
      ids.map((id) => aMeter({ id, name: `name of ${id}` })),
    );
    for (const id of ids) expect((await meters.find(id))?.name).toBe(`name of ${id}`);
  });

  it('lets one of many simultaneous adds of an id win', async () => {
    const meters = await make();
    const adds = await Promise.allSettled(Array.from({ length: 20 }, () => meters.add(aMeter())));
    const refused = adds.filter((add) => add.status === 'rejected');
    expect(refused).toHaveLength(19);
    for (const { reason } of refused) expect(reason).toMatchObject({ code: 'meter.exists' });
  });

  it('finds deleted meters still', async () => {
    const meters = await make();
    await meters.add(aMeter());
    const deleted = aMeter({ version: 2, deletedAt: NEW_YEAR + 5 });
    await meters.replace(deleted, 1);
    expect(await meters.find('api_calls')).toEqual(deleted);
    expect(await meters.findAll(['api_calls'])).toEqual(new Map([['api_calls', deleted]]));
  });

  it('finds those of many ids that exist, each once', async () => {
    const meters = await make();
    await addAll(meters, [aMeter({ id: 'a' }), aMeter({ id: 'b' })]);
    const found = await meters.findAll(['a', 'nothing', 'b', 'a', '', 'x'.repeat(5000)]);
    expect(found).toEqual(
      new Map([
        ['a', aMeter({ id: 'a' })],
        ['b', aMeter({ id: 'b' })],
      ]),
    );
    expect(await meters.findAll([])).toEqual(new Map());
  });

  it('finds 1,000 ids at once', async () => {
    const meters = await make();
    const ids = Array.from({ length: 1000 }, (_, i) => `m${i}`);
    const even = ids.filter((_, i) => i % 2 === 0);
    await Promise.all(even.map((id) => meters.add(aMeter({ id }))));
    const found = await meters.findAll(ids);
    expect([...found.keys()].sort()).toEqual([...even].sort());
  });

  it('replaces the version that is expected', async () => {
    const meters = await make();
    await meters.add(aMeter());
    const changed = aMeter({ name: 'changed', dimensions: ['region', 'plan', 'zone'], version: 2 });
    await meters.replace(changed, 1);
    expect(await meters.find('api_calls')).toEqual(changed);
  });

  it('refuses to replace another version, naming the one kept', async () => {
    const meters = await make();
    await meters.add(aMeter({ version: 3 }));
    await expect(meters.replace(aMeter({ name: 'late', version: 3 }), 2)).rejects.toMatchObject({
      code: 'meter.changed',
      details: { meterId: 'api_calls', expected: 2, found: 3 },
    });
    expect(await meters.find('api_calls')).toEqual(aMeter({ version: 3 }));
  });

  it('refuses to replace what is not there', async () => {
    const meters = await make();
    await expect(meters.replace(aMeter({ version: 2 }), 1)).rejects.toMatchObject({ code: 'meter.changed' });
    expect(await meters.find('api_calls')).toBeUndefined();
  });

  it('lets one of many simultaneous changes win', async () => {
    const meters = await make();
    await meters.add(aMeter());
    const changes = await Promise.allSettled(
      Array.from({ length: 20 }, (_, i) => meters.replace(aMeter({ name: `change ${i}`, version: 2 }), 1)),
    );
    const winner = changes.findIndex(({ status }) => status === 'fulfilled');
    expect(changes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect((await meters.find('api_calls'))?.name).toBe(`change ${winner}`);
  });

  it('lists by id in code units, without the deleted', async () => {
    const meters = await make();
    await addAll(
      meters,
      ['b', 'a', 'Z', '9', 'a.c', 'a-c', 'a_c', 'ab'].map((id) => aMeter({ id })),
    );
    await meters.replace(aMeter({ id: 'ab', version: 2, deletedAt: NEW_YEAR }), 1);
    const { items, next } = await meters.list({ limit: 100 });
    expect(items.map(({ id }) => id)).toEqual(['9', 'Z', 'a', 'a-c', 'a.c', 'a_c', 'b']);
    expect(next).toBeUndefined();
  });

  it('lists nothing where nothing is', async () => {
    const meters = await make();
    expect(await meters.list({ limit: 10 })).toEqual({ items: [] });
  });

  it('names no next page when the deleted are all that is left', async () => {
    const meters = await make();
    await addAll(
      meters,
      Array.from({ length: 30 }, (_, i) => aMeter({ id: `m${String(i).padStart(2, '0')}` })),
    );
    for (let i = 2; i < 30; i++) {
      await meters.replace(
        aMeter({ id: `m${String(i).padStart(2, '0')}`, version: 2, deletedAt: NEW_YEAR }),
        1,
      );
    }
    const page = await meters.list({ limit: 2 });
    expect(page.items.map(({ id }) => id)).toEqual(['m00', 'm01']);
    expect(page.next).toBeUndefined();
  });

  it('visits every live meter once, whatever the page size', async () => {
    const meters = await make();
    const ids = Array.from({ length: 40 }, (_, i) => `m${i}`);
    await addAll(
      meters,
      ids.map((id) => aMeter({ id })),
    );
    const deleted = ids.filter((_, i) => i % 3 === 0);
    for (const id of deleted) await meters.replace(aMeter({ id, version: 2, deletedAt: NEW_YEAR }), 1);
    const live = ids.filter((id) => !deleted.includes(id)).sort();
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 45 }), async (limit) => {
        const seen: string[] = [];
        let after: string | undefined;
        do {
          const page = await meters.list({ limit, ...(after === undefined ? {} : { after }) });
          expect(page.items.length).toBeGreaterThan(0);
          expect(page.items.length).toBeLessThanOrEqual(limit);
          seen.push(...page.items.map(({ id }) => id));
          after = page.next;
        } while (after !== undefined);
        expect(seen).toEqual(live);
      }),
      { numRuns: 15 },
    );
  });
}
