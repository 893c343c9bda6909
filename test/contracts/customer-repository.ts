import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import type { CustomerRepository } from '../../lib/core/ports/index.ts';
import { aCustomer } from '../fixtures/customer.ts';
import { anyText, ODD_TEXTS } from '../fixtures/odd-texts.ts';
import { NEW_YEAR } from '../fixtures/time.ts';

const byUtf8 = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b));

/** What every CustomerRepository keeps to. `make` gives an empty one each time. */
export function customerRepositoryContract(make: () => Promise<CustomerRepository>): void {
  it('finds a customer as it was saved', async () => {
    const customers = await make();
    const customer = aCustomer({ traits: { prices: [{ id: 'p', amount: 1.5 }], active: true, none: null } });
    await customers.save(customer, 0);
    expect(await customers.find('t-1')).toEqual(customer);
  });

  it('keeps absent and empty texts apart', async () => {
    const customers = await make();
    const { name: _, email: __, tier: ___, ...bare } = aCustomer({ id: 'bare', status: 'inactive' });
    const empty = aCustomer({ id: 'empty', name: '', email: '', tier: '' });
    await customers.save(bare, 0);
    await customers.save(empty, 0);
    expect(await customers.find('bare')).toStrictEqual(bare);
    expect(await customers.find('empty')).toStrictEqual(empty);
  });

  it('keeps odd texts as they are, in ids, names and traits', async () => {
    const customers = await make();
    for (const text of ODD_TEXTS) {
      const traits = Object.fromEntries([[text, { [`in ${text}`]: text }]]);
      const customer = aCustomer({ id: text, name: text, email: text, tier: text, traits });
      await customers.save(customer, 0);
      const found = await customers.find(text);
      expect(found).toEqual(customer);
      expect(Object.keys(found?.traits ?? {})).toEqual([text]);
    }
    expect(await customers.findAll(ODD_TEXTS)).toHaveProperty('size', ODD_TEXTS.length);
  });

  it('keeps ids of 256 characters of any width', async () => {
    const customers = await make();
    for (const character of ['a', 'é', '\uFFFD', '\u{1F600}']) {
      const id = character.repeat(256 / character.length);
      await customers.save(aCustomer({ id }), 0);
      expect((await customers.find(id))?.id).toBe(id);
    }
  });

  it('finds nothing where nothing is', async () => {
    const customers = await make();
    expect(await customers.find('nobody')).toBeUndefined();
    expect(await customers.find('')).toBeUndefined();
    expect(await customers.find('x'.repeat(5000))).toBeUndefined();
  });

  it('finds those of 1,000 ids that are known, each once', async () => {
    const customers = await make();
    const ids = Array.from({ length: 1000 }, (_, i) => `t-${i}`);
    const known = ids.filter((_, i) => i % 4 === 0);
    await Promise.all(known.map((id) => customers.save(aCustomer({ id }), 0)));
    const found = await customers.findAll([...ids.slice(0, 998), '', 't-0']);
    expect([...found.keys()].sort()).toEqual([...known].sort());
    expect(found.get('t-4')).toEqual(aCustomer({ id: 't-4' }));
  });

  it('saves in the place of the version that is expected', async () => {
    const customers = await make();
    await customers.save(aCustomer(), 0);
    const { email: _, ...renewed } = aCustomer({ tier: 'gold', version: 2, updatedAt: NEW_YEAR + 1 });
    await customers.save(renewed, 1);
    expect(await customers.find('t-1')).toStrictEqual(renewed);
  });

  it.each([0, 2, 7])('refuses to save over version 1 where %i is expected', async (expected) => {
    const customers = await make();
    await customers.save(aCustomer(), 0);
    await expect(customers.save(aCustomer({ tier: 'late', version: 8 }), expected)).rejects.toMatchObject({
      code: 'customer.changed',
      details: { customerId: 't-1' },
    });
    expect(await customers.find('t-1')).toEqual(aCustomer());
  });

  it('refuses to save a version after one that is not there', async () => {
    const customers = await make();
    await expect(customers.save(aCustomer({ version: 2 }), 1)).rejects.toMatchObject({
      code: 'customer.changed',
    });
    expect(await customers.find('t-1')).toBeUndefined();
  });

  it('lets one of many simultaneous saves win', async () => {
    const customers = await make();
    const saves = await Promise.allSettled(
      Array.from({ length: 20 }, (_, i) => customers.save(aCustomer({ name: `save ${i}` }), 0)),
    );
    const winner = saves.findIndex(({ status }) => status === 'fulfilled');
    expect(saves.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect((await customers.find('t-1'))?.name).toBe(`save ${winner}`);
  });

  it('lists nothing where nothing is', async () => {
    const customers = await make();
    expect(await customers.list({ limit: 10 })).toEqual({ items: [] });
  });

  it('names no next page after one that is just full', async () => {
    const customers = await make();
    for (const id of ['a', 'b']) await customers.save(aCustomer({ id }), 0);
    expect((await customers.list({ limit: 2 })).next).toBeUndefined();
    expect((await customers.list({ limit: 1 })).next).toBe('a');
    expect((await customers.list({ limit: 5, after: 'b' })).items).toEqual([]);
  });

  it('visits every customer once, by the UTF-8 bytes of the id, whatever the page size', async () => {
    const ids = fc.uniqueArray(anyText(256), { minLength: 1, maxLength: 25 });
    await fc.assert(
      fc.asyncProperty(ids, fc.integer({ min: 1, max: 30 }), async (all, limit) => {
        const customers = await make();
        await Promise.all(all.map((id) => customers.save(aCustomer({ id }), 0)));
        const seen: string[] = [];
        let after: string | undefined;
        do {
          const page = await customers.list({ limit, ...(after === undefined ? {} : { after }) });
          expect(page.items.length).toBeGreaterThan(0);
          expect(page.items.length).toBeLessThanOrEqual(limit);
          seen.push(...page.items.map(({ id }) => id));
          after = page.next;
        } while (after !== undefined);
        expect(seen).toEqual([...all].sort(byUtf8));
      }),
      { numRuns: 20 },
    );
  });
}
