import { describe, expect, it } from 'vitest';
import { createMeter } from '../../lib/core/create-meter.ts';
import { deleteMeter } from '../../lib/core/delete-meter.ts';
import type { Meter, MeterChange } from '../../lib/core/meter.ts';
import { MeteringError } from '../../lib/core/metering-error.ts';
import type { MeterRepository } from '../../lib/core/ports/index.ts';
import { updateMeter } from '../../lib/core/update-meter.ts';
import { aMeter } from '../fixtures/meter.ts';
import { NEW_YEAR, stoppedClock } from '../fixtures/time.ts';

/** Meters on a shelf that somebody else changes, as often as told, between our reading and our writing. */
function racedMeters(kept: readonly Meter[], races: ((meter: Meter) => Meter)[] = []) {
  const shelf = new Map(kept.map((meter) => [meter.id, meter]));
  const meters: Pick<MeterRepository, 'add' | 'find' | 'replace'> = {
    async add(meter) {
      if (shelf.has(meter.id)) throw new MeteringError('meter.exists', { meterId: meter.id });
      shelf.set(meter.id, meter);
    },
    find: async (id) => shelf.get(id),
    async replace(meter, expected) {
      const race = races.shift();
      const found = shelf.get(meter.id) as Meter;
      if (race) shelf.set(meter.id, { ...race(found), version: found.version + 1 });
      const { version } = shelf.get(meter.id) as Meter;
      if (version !== expected)
        throw new MeteringError('meter.changed', { meterId: meter.id, expected, found: version });
      shelf.set(meter.id, meter);
    },
  };
  return { ports: { meters: meters as MeterRepository, clock: stoppedClock() }, shelf };
}

const renamed = (meter: Meter): Meter => ({ ...meter, name: 'renamed by another' });
const LATER = NEW_YEAR - 1000;
const old = aMeter({ createdAt: LATER, updatedAt: LATER });

describe('creating a meter', () => {
  it('fills in what is left out', async () => {
    const { ports, shelf } = racedMeters([]);
    const meter = await createMeter(ports)({ id: 'api_calls', name: 'API calls', aggregation: 'SUM' });
    expect(meter).toEqual({
      id: 'api_calls',
      name: 'API calls',
      description: '',
      aggregation: 'SUM',
      unit: '',
      dimensions: [],
      createdAt: NEW_YEAR,
      updatedAt: NEW_YEAR,
      version: 1,
    });
    expect(shelf.get('api_calls')).toEqual(meter);
  });

  it('makes an id of the name, with a number where that is taken', async () => {
    const { ports } = racedMeters([aMeter({ id: 'api_calls' }), aMeter({ id: 'api_calls_2', deletedAt: 1 })]);
    const ids = [];
    for (let i = 0; i < 3; i++)
      ids.push((await createMeter(ports)({ name: 'API calls', aggregation: 'SUM' })).id);
    expect(ids).toEqual(['api_calls_3', 'api_calls_4', 'api_calls_5']);
  });

  it('refuses an id that is or was in use', async () => {
    const { ports } = racedMeters([aMeter({ deletedAt: NEW_YEAR })]);
    const draft = { id: 'api_calls', name: 'API calls', aggregation: 'SUM' } as const;
    await expect(createMeter(ports)(draft)).rejects.toMatchObject({ code: 'meter.exists' });
  });

  it('refuses a malformed draft with every problem, before it asks a store', async () => {
    const { ports, shelf } = racedMeters([]);
    const draft = { id: '-', name: '', aggregation: 'SUM', dimensions: ['customerId'] } as const;
    await expect(createMeter(ports)(draft)).rejects.toMatchObject({
      code: 'request.malformed',
      details: { problems: [{ path: 'id' }, { path: 'name' }, { path: 'dimensions.0' }] },
    });
    expect(shelf.size).toBe(0);
  });

  it('lets a fault of the store fly', async () => {
    const fault = new Error('no table');
    const meters = { add: () => Promise.reject(fault) } as unknown as MeterRepository;
    const create = createMeter({ meters, clock: stoppedClock() });
    await expect(create({ name: 'API calls', aggregation: 'SUM' })).rejects.toBe(fault);
  });
});

describe('changing a meter', () => {
  it.each<[string, MeterChange, Partial<Meter>]>([
    ['nothing', {}, {}],
    ['the name', { name: 'Calls' }, { name: 'Calls' }],
    ['the description', { description: 'x' }, { description: 'x' }],
    ['the unit away', { unit: '' }, { unit: '' }],
    ['the aggregation to itself', { aggregation: 'SUM' }, {}],
    ['under the version that is kept', { version: 1, name: 'Calls' }, { name: 'Calls' }],
    [
      'dimensions by adding some',
      { dimensions: ['zone', 'plan', 'region'] },
      { dimensions: ['zone', 'plan', 'region'] },
    ],
  ])('changes %s and keeps the rest', async (_, change, parts) => {
    const { ports, shelf } = racedMeters([old]);
    const changed = await updateMeter(ports)('api_calls', change);
    expect(changed).toEqual({ ...old, ...parts, updatedAt: NEW_YEAR, version: 2 });
    expect(shelf.get('api_calls')).toEqual(changed);
  });

  it.each<[string, MeterChange, object]>([
    [
      'another aggregation',
      { aggregation: 'MAX' },
      { code: 'meter.aggregation-fixed', details: { asked: 'MAX' } },
    ],
    [
      'a dimension less',
      { dimensions: ['plan'] },
      { code: 'meter.dimension-in-use', details: { dimensions: ['region'] } },
    ],
    ['another version', { version: 2 }, { code: 'meter.changed', details: { expected: 2, found: 1 } }],
    ['a malformed field', { name: '' }, { code: 'request.malformed' }],
  ])('refuses %s', async (_, change, refusal) => {
    const { ports, shelf } = racedMeters([old]);
    await expect(updateMeter(ports)('api_calls', change)).rejects.toMatchObject(refusal);
    expect(shelf.get('api_calls')).toBe(old);
  });

  it.each(['nothing', 'a text that is no id', ''])('refuses %j, which is no meter', async (meterId) => {
    const { ports } = racedMeters([old]);
    await expect(updateMeter(ports)(meterId, {})).rejects.toMatchObject({ code: 'meter.not-found' });
  });

  it('refuses a deleted meter', async () => {
    const { ports } = racedMeters([aMeter({ deletedAt: LATER })]);
    await expect(updateMeter(ports)('api_calls', {})).rejects.toMatchObject({ code: 'meter.not-found' });
  });

  it('begins again where another was quicker, and loses nothing of either', async () => {
    const { ports } = racedMeters(
      [old],
      [renamed, (meter) => ({ ...meter, dimensions: ['region', 'plan', 'zone'] })],
    );
    const changed = await updateMeter(ports)('api_calls', { unit: 'request' });
    expect(changed).toMatchObject({
      name: 'renamed by another',
      unit: 'request',
      dimensions: ['region', 'plan', 'zone'],
      version: 4,
    });
  });

  it('judges a change by the meter that another left', async () => {
    const race = (meter: Meter): Meter => ({ ...meter, dimensions: [...meter.dimensions, 'zone'] });
    const { ports } = racedMeters([old], [race]);
    await expect(updateMeter(ports)('api_calls', { dimensions: ['region', 'plan'] })).rejects.toMatchObject({
      code: 'meter.dimension-in-use',
    });
  });

  it('refuses a version that another was quicker to change', async () => {
    const { ports, shelf } = racedMeters([old], [renamed]);
    await expect(updateMeter(ports)('api_calls', { version: 1, name: 'Calls' })).rejects.toMatchObject({
      code: 'meter.changed',
      details: { expected: 1, found: 2 },
    });
    expect(shelf.get('api_calls')?.name).toBe('renamed by another');
  });

  it('gives up where others are quicker every time, as a fault that passes', async () => {
    const { ports } = racedMeters(
      [old],
      Array.from({ length: 40 }, () => renamed),
    );
    await expect(updateMeter(ports)('api_calls', {})).rejects.toMatchObject({ code: 'store.unavailable' });
  });
});

describe('deleting a meter', () => {
  it('keeps its past and says when', async () => {
    const { ports, shelf } = racedMeters([old]);
    await deleteMeter(ports)('api_calls');
    expect(shelf.get('api_calls')).toEqual({ ...old, deletedAt: NEW_YEAR, updatedAt: NEW_YEAR, version: 2 });
  });

  it('is quiet the second time', async () => {
    const { ports, shelf } = racedMeters([old]);
    await deleteMeter(ports)('api_calls');
    const once = shelf.get('api_calls');
    ports.clock.move(1000);
    await deleteMeter(ports)('api_calls');
    expect(shelf.get('api_calls')).toBe(once);
  });

  it('wins in the end over changes and over another deletion', async () => {
    const { ports, shelf } = racedMeters([old], [renamed]);
    await deleteMeter(ports)('api_calls');
    expect(shelf.get('api_calls')).toMatchObject({
      name: 'renamed by another',
      deletedAt: NEW_YEAR,
      version: 3,
    });
    const other = racedMeters([old], [(meter) => ({ ...meter, deletedAt: LATER })]);
    await deleteMeter(other.ports)('api_calls');
    expect(other.shelf.get('api_calls')).toMatchObject({ deletedAt: LATER, version: 2 });
  });

  it('refuses a meter that never was', async () => {
    const { ports } = racedMeters([]);
    await expect(deleteMeter(ports)('api_calls')).rejects.toMatchObject({ code: 'meter.not-found' });
  });
});
