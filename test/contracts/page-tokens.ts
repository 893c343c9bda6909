import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import type { PageTokens } from '../../lib/core/ports/index.ts';
import { anyText } from '../fixtures/odd-texts.ts';

const refused = { name: 'MeteringError', code: 'page.invalid', details: {} };
const SCOPE = '["meters",10]';
const CURSOR = { group: ['eu-west-1', null], end: 1_767_225_600_000 };

/** What every PageTokens keeps to. `make` gives one with a key of its own each time. */
export function pageTokensContract(make: () => Promise<PageTokens>): void {
  it('opens what it sealed', async () => {
    const tokens = await make();
    await fc.assert(
      fc.asyncProperty(anyText(200), fc.jsonValue(), async (scope, cursor) => {
        const plain: unknown = JSON.parse(JSON.stringify(cursor));
        expect(await tokens.open(scope, await tokens.seal(scope, plain))).toEqual(plain);
      }),
    );
  });

  it('opens the largest cursor that a group of texts makes', async () => {
    const tokens = await make();
    const cursor = {
      group: Array.from({ length: 11 }, () => '\0'.repeat(200)),
      end: 1,
      customer: '\u{1F600}'.repeat(128),
    };
    expect(await tokens.open(SCOPE, await tokens.seal(SCOPE, cursor))).toEqual(cursor);
  });

  it('makes tokens that stand in a URL as they are', async () => {
    const tokens = await make();
    const token = await tokens.seal(SCOPE, '\u{1F600}>?>?~~"');
    expect(token).toMatch(/^[A-Za-z0-9_-]+$/);
  });

  it('refuses a token for any other scope', async () => {
    const tokens = await make();
    const pair = fc.tuple(anyText(60), anyText(60)).filter(([one, other]) => one !== other);
    await fc.assert(
      fc.asyncProperty(pair, fc.jsonValue(), async ([one, other], cursor) => {
        await expect(tokens.open(other, await tokens.seal(one, cursor))).rejects.toMatchObject(refused);
      }),
    );
  });

  it('refuses a token whose scope and cursor were cut at another place', async () => {
    const tokens = await make();
    const token = await tokens.seal('a', '1');
    for (const scope of ['', 'a"', 'a"1', 'a"1"', '1:a', '3:a']) {
      await expect(tokens.open(scope, token)).rejects.toMatchObject(refused);
    }
  });

  it('refuses every token that differs in one character', async () => {
    const tokens = await make();
    const token = await tokens.seal(SCOPE, CURSOR);
    for (let i = 0; i < token.length; i++) {
      const other = token[i] === 'A' ? 'B' : 'A';
      const forged = token.slice(0, i) + other + token.slice(i + 1);
      await expect(tokens.open(SCOPE, forged), `at ${i}`).rejects.toMatchObject(refused);
    }
  });

  it('refuses every token that is cut or lengthened', async () => {
    const tokens = await make();
    const token = await tokens.seal(SCOPE, CURSOR);
    for (let length = 0; length < token.length; length++) {
      await expect(tokens.open(SCOPE, token.slice(0, length))).rejects.toMatchObject(refused);
    }
    for (const more of ['A', 'AA', 'AAAA', '=', '==', ' ', '\n', '\0', '.', token]) {
      await expect(tokens.open(SCOPE, token + more)).rejects.toMatchObject(refused);
      await expect(tokens.open(SCOPE, more + token)).rejects.toMatchObject(refused);
    }
  });

  it.each([
    ['nothing', ''],
    ['a word', 'next'],
    ['JSON', '{"group":[],"end":1}'],
    ['a cursor without a seal', Buffer.from('"api_calls"').toString('base64url')],
    ['a seal of zeros', Buffer.concat([Buffer.alloc(32), Buffer.from('"a"')]).toString('base64url')],
    ['a seal of nothing', Buffer.alloc(32).toString('base64url')],
    ['signs of another alphabet', '++//++//'.repeat(10)],
    ['signs outside any alphabet', '\u{1F600}\0é'.repeat(20)],
    ['the names of objects', '__proto__'],
    ['a megabyte', 'A'.repeat(1_000_000)],
  ])('refuses %s', async (_, token) => {
    const tokens = await make();
    await expect(tokens.open(SCOPE, token)).rejects.toMatchObject(refused);
  });

  it('refuses anything that it did not seal', async () => {
    const tokens = await make();
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 100 }), async (bytes) => {
        const token = Buffer.from(bytes).toString('base64url');
        await expect(tokens.open(SCOPE, token)).rejects.toMatchObject(refused);
      }),
    );
  });

  it('refuses a token that was sealed under another key', async () => {
    const [ours, theirs] = [await make(), await make()];
    await expect(ours.open(SCOPE, await theirs.seal(SCOPE, CURSOR))).rejects.toMatchObject(refused);
  });
}
