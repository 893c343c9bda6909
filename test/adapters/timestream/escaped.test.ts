import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ESCAPED_PATTERN, escaped, unescaped } from '../../../lib/adapters/timestream/escaped.ts';
import { anyText, ODD_TEXTS } from '../../fixtures/odd-texts.ts';

const text = anyText(40);
const byteOrder = (a: string, b: string): number => Math.sign(Buffer.compare(Buffer.from(a), Buffer.from(b)));
const codeUnitOrder = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

describe('escaped', () => {
  it.each([
    ['t-1', 't-1'],
    ["it's {fine}", "it's!W{fine}"],
    ['Acme Corp', 'Acme!WCorp'],
    ['wow!', 'wow!X'],
    ['~', '~0'],
    ['\0', '!0'],
    ['\u007f', '~1'],
    ['\u009f', '~X'],
    ['\ud7ff', '\ud7ff'],
    ['\ue000', '\u{10e000}'],
    ['\uffff', '\u{10ffff}'],
    ['\u{1f600}', '\u{1f600}'],
    ['\u{10dffe}', '\u{10dffe}'],
    ['\u{10dfff}', '\u{10dfff}\u4000'],
    ['\u{10ffff}', '\u{10dfff}\u6000'],
  ])('writes %j as %j', (plain, kept) => {
    expect(escaped(plain)).toBe(kept);
  });

  it('gives every text back', async () => {
    await fc.assert(fc.property(text, (plain) => unescaped(escaped(plain)) === plain));
    for (const plain of ODD_TEXTS) expect(unescaped(escaped(plain))).toBe(plain);
  });

  it('gives every character back', () => {
    for (let at = 0; at <= 0x10ffff; at += 1) {
      if (at === 0xd800) at = 0xe000;
      const plain = String.fromCodePoint(at);
      if (unescaped(escaped(plain)) !== plain) expect.fail(`U+${at.toString(16)}`);
    }
    expect(unescaped(escaped('\u{10ffff}'))).toBe('\u{10ffff}');
  });

  it('orders by bytes as the plain texts order by code units', async () => {
    await fc.assert(
      fc.property(text, text, (a, b) => {
        expect(byteOrder(escaped(a), escaped(b))).toBe(codeUnitOrder(a, b));
      }),
      { numRuns: 1000 },
    );
    for (const a of ODD_TEXTS) {
      for (const b of ODD_TEXTS) expect(byteOrder(escaped(a), escaped(b))).toBe(codeUnitOrder(a, b));
    }
  });

  it('keeps the order of characters where its ranges meet', () => {
    const edges = [
      0, 0x20, 0x21, 0x22, 0x7d, 0x7e, 0x9f, 0xa0, 0xd7ff, 0x10000, 0x10dffe, 0x10dfff, 0x10ffff,
    ];
    const inOrder = [...edges, 0xe000, 0xffff].map((at) => String.fromCodePoint(at));
    expect([...inOrder].sort()).toEqual(inOrder);
    expect([...inOrder].map(escaped).sort(byteOrder)).toEqual(inOrder.map(escaped));
  });

  it('holds no control character and no more than four bytes for each code unit', async () => {
    const whole = new RegExp(`^${ESCAPED_PATTERN}$`, 'u');
    await fc.assert(
      fc.property(text, (plain) => {
        const kept = escaped(plain);
        expect(kept).not.toMatch(/[\p{Cc} ]/u);
        expect(kept).toMatch(whole);
        expect(Buffer.byteLength(kept)).toBeLessThanOrEqual(4 * plain.length);
      }),
    );
  });
});
