import { randomBytes } from 'node:crypto';
import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import type { RejectionList, RejectionRepository } from '../../lib/core/ports/index.ts';
import type { Rejection } from '../../lib/core/rejection.ts';
import { ODD_TEXTS } from '../fixtures/odd-texts.ts';
import { aRejection } from '../fixtures/rejection.ts';
import { NEW_YEAR } from '../fixtures/time.ts';

/** JSON text of about so many bytes that no compression makes smaller. */
const largeEvent = (bytes: number): string =>
  JSON.stringify({ id: 'large', filler: randomBytes(Math.ceil((bytes * 3) / 4)).toString('base64') });

const newestFirst = (a: Rejection, b: Rejection): number =>
  b.receivedAt - a.receivedAt || Buffer.compare(Buffer.from(b.id), Buffer.from(a.id));

/** What every RejectionRepository keeps to. `make` gives an empty one each time. */
export function rejectionRepositoryContract(make: () => Promise<RejectionRepository>): void {
  /** Every page, joined; fails over a page that is empty or too long although it has a successor. */
  const listAll = async (
    rejections: RejectionRepository,
    request: Omit<RejectionList, 'after'>,
  ): Promise<Rejection[]> => {
    const seen: Rejection[] = [];
    let after: string | undefined;
    do {
      const page = await rejections.list({ ...request, ...(after === undefined ? {} : { after }) });
      expect(page.items.length).toBeLessThanOrEqual(request.limit);
      if (page.next !== undefined) expect(page.items.length).toBeGreaterThan(0);
      seen.push(...page.items);
      after = page.next;
    } while (after !== undefined);
    return seen;
  };

  it('finds a rejection as it was parked', async () => {
    const rejections = await make();
    const full = aRejection();
    const {
      meterId: _,
      customerId: __,
      entry: ___,
      envelopeTime: ____,
      ...bare
    } = aRejection({ id: 'bare' });
    await rejections.park([full, bare]);
    expect(await rejections.find(full.id)).toStrictEqual(full);
    expect(await rejections.find('bare')).toStrictEqual(bare);
  });

  it('takes nothing to park', async () => {
    const rejections = await make();
    await rejections.park([]);
    expect(await rejections.list({ limit: 10 })).toEqual({ items: [] });
  });

  it('keeps odd texts as they are', async () => {
    const rejections = await make();
    const all = ODD_TEXTS.map((text, i) =>
      aRejection({
        id: `r-${i}`,
        message: text,
        event: text,
        meterId: text,
        customerId: text,
        entry: { id: text, position: i },
      }),
    );
    await rejections.park(all);
    for (const each of all) {
      expect(await rejections.find(each.id)).toEqual(each);
      expect(await listAll(rejections, { limit: 10, meterId: each.meterId as string })).toEqual([each]);
    }
  });

  it.each([0, 1, 5000, 20_000, 379_000, 381_000, 1_048_576])(
    'keeps an incompressible event of %i bytes whole',
    async (bytes) => {
      const rejections = await make();
      const large = aRejection({ event: largeEvent(bytes) });
      await rejections.park([large, aRejection({ id: 'small' })]);
      expect(await rejections.find(large.id)).toEqual(large);
      expect(await listAll(rejections, { limit: 10 })).toEqual([aRejection({ id: 'small' }), large]);
    },
  );

  it('keeps an event whose ids are a megabyte of nonsense, and finds it by them', async () => {
    const rejections = await make();
    const nonsense = largeEvent(1_000_000);
    const large = aRejection({ event: nonsense, meterId: nonsense, customerId: `${nonsense}!` });
    await rejections.park([large, aRejection({ id: 'small' })]);
    expect(await rejections.find(large.id)).toEqual(large);
    expect(await listAll(rejections, { limit: 10, meterId: nonsense })).toEqual([large]);
    expect(await listAll(rejections, { limit: 10, customerId: nonsense })).toEqual([]);
  });

  it('pages over many large events without losing one', async () => {
    const rejections = await make();
    const all = Array.from({ length: 9 }, (_, i) =>
      aRejection({ id: `r-${i}`, receivedAt: NEW_YEAR + i, event: largeEvent(900_000) }),
    );
    await rejections.park(all);
    const seen = await listAll(rejections, { limit: 100 });
    expect(seen.map(({ id }) => id)).toEqual(all.map(({ id }) => id).reverse());
    expect(seen).toEqual([...all].reverse());
  });

  it('keeps the first of an id that is parked again', async () => {
    const rejections = await make();
    const first = aRejection();
    await rejections.park([first]);
    await rejections.park([aRejection({ message: 'later', receivedAt: NEW_YEAR + 1, event: '{}' })]);
    expect(await rejections.find(first.id)).toEqual(first);
    expect(await listAll(rejections, { limit: 10 })).toEqual([first]);
  });

  it('keeps one of many simultaneous large events of one id, unmixed', async () => {
    const rejections = await make();
    const all = Array.from({ length: 6 }, () => aRejection({ event: largeEvent(800_000) }));
    await Promise.all(all.map((each) => rejections.park([each])));
    const found = await rejections.find('rejection-1');
    expect(all).toContainEqual(found);
    expect(await listAll(rejections, { limit: 10 })).toEqual([found]);
  });

  it('parks 300 at once', async () => {
    const rejections = await make();
    const all = Array.from({ length: 300 }, (_, i) => aRejection({ id: `r-${i}`, receivedAt: NEW_YEAR + i }));
    await rejections.park(all);
    expect(await listAll(rejections, { limit: 100 })).toEqual([...all].reverse());
  });

  it('finds nothing where nothing is', async () => {
    const rejections = await make();
    expect(await rejections.find('nothing')).toBeUndefined();
    expect(await rejections.find('')).toBeUndefined();
    expect(await rejections.find('x'.repeat(5000))).toBeUndefined();
  });

  it.each(['small', 'large'])('removes a %s one for good, and lets its id be parked anew', async (size) => {
    const rejections = await make();
    const event = size === 'large' ? largeEvent(900_000) : '{}';
    await rejections.park([aRejection({ event }), aRejection({ id: 'other' })]);
    await rejections.remove('rejection-1');
    expect(await rejections.find('rejection-1')).toBeUndefined();
    expect(await listAll(rejections, { limit: 10 })).toEqual([aRejection({ id: 'other' })]);
    await rejections.park([aRejection({ event: largeEvent(500_000), message: 'anew' })]);
    expect(await rejections.find('rejection-1')).toMatchObject({ message: 'anew' });
  });

  it('removes quietly what is not there', async () => {
    const rejections = await make();
    await rejections.park([aRejection()]);
    for (const id of ['nothing', '', 'x'.repeat(5000)]) await rejections.remove(id);
    await rejections.remove('rejection-1');
    await rejections.remove('rejection-1');
    expect(await listAll(rejections, { limit: 10 })).toEqual([]);
  });

  it('narrows by meter, customer and code, each and together', async () => {
    const rejections = await make();
    const all: Rejection[] = [];
    for (const meterId of ['m-1', 'm-2', undefined]) {
      for (const customerId of ['t-1', 't-2', undefined]) {
        for (const code of ['meter.not-found', 'value.invalid'] as const) {
          const { meterId: _, customerId: __, ...bare } = aRejection({ id: `r-${all.length}`, code });
          all.push({ ...bare, ...(meterId ? { meterId } : {}), ...(customerId ? { customerId } : {}) });
        }
      }
    }
    await rejections.park(all);
    const wanted: Omit<RejectionList, 'limit'>[] = [
      { meterId: 'm-1' },
      { customerId: 't-2' },
      { code: 'value.invalid' },
      { meterId: 'm-2', customerId: 't-1' },
      { meterId: 'm-2', customerId: 't-1', code: 'meter.not-found' },
      { meterId: 'm-3' },
    ];
    for (const filter of wanted) {
      const matching = all
        .filter((each) => Object.entries(filter).every(([name, text]) => each[name as 'meterId'] === text))
        .sort(newestFirst);
      expect(await listAll(rejections, { limit: 2, ...filter })).toEqual(matching);
      expect(await listAll(rejections, { limit: 100, ...filter })).toEqual(matching);
    }
  });

  it('names no next page after one that is just full', async () => {
    const rejections = await make();
    await rejections.park([aRejection({ id: 'a' }), aRejection({ id: 'b' })]);
    expect((await rejections.list({ limit: 2 })).next).toBeUndefined();
    expect((await rejections.list({ limit: 1 })).items.map(({ id }) => id)).toEqual(['b']);
    expect((await rejections.list({ limit: 1 })).next).toBeDefined();
  });

  it('goes on after the page before although newer ones came and older ones went', async () => {
    const rejections = await make();
    const at = (i: number): Rejection => aRejection({ id: `r-${i}`, receivedAt: NEW_YEAR + i });
    await rejections.park([1, 2, 3, 4, 5, 6].map(at));
    const first = await rejections.list({ limit: 2 });
    await rejections.park([at(7), at(8)]);
    await rejections.remove('r-5');
    await rejections.remove('r-3');
    const second = await rejections.list({ limit: 10, after: first.next as string });
    expect([first, second].flatMap(({ items }) => items.map(({ id }) => id))).toEqual([
      'r-6',
      'r-5',
      'r-4',
      'r-2',
      'r-1',
    ]);
  });

  it('visits every rejection once, newest first, whatever the page size', async () => {
    const some = fc.uniqueArray(fc.tuple(fc.nat(20), fc.nat(3), fc.uuid()), {
      selector: ([, , id]) => id,
      maxLength: 60,
    });
    await fc.assert(
      fc.asyncProperty(some, fc.integer({ min: 1, max: 70 }), async (drawn, limit) => {
        const rejections = await make();
        const all = drawn.map(([at, meter, id]) =>
          aRejection({ id, receivedAt: NEW_YEAR + at, meterId: `m-${meter}` }),
        );
        await rejections.park(all);
        expect(await listAll(rejections, { limit })).toEqual([...all].sort(newestFirst));
        expect(await listAll(rejections, { limit, meterId: 'm-1' })).toEqual(
          all.filter(({ meterId }) => meterId === 'm-1').sort(newestFirst),
        );
      }),
      { numRuns: 12 },
    );
  });
}
