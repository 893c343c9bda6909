import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CALLS_IN_FLIGHT, chunksOf, inFlight } from '../../../lib/adapters/aws/in-flight.ts';

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('calls in flight', () => {
  it('are as many as allowed', async () => {
    let begun = 0;
    let release: () => void = () => undefined;
    const gate = new Promise<void>((open) => {
      release = open;
    });
    const calls = inFlight(Array.from({ length: 100 }), async () => {
      await (begun++ < CALLS_IN_FLIGHT ? gate : turn());
      return 'done';
    });
    await turn();
    expect(begun).toBe(CALLS_IN_FLIGHT);
    release();
    expect(await calls).toEqual(Array.from({ length: 100 }, () => 'done'));
  });

  it('answers in order, never with more calls at a time than allowed', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(5), { maxLength: 60 }), async (turns) => {
        let [now, most] = [0, 0];
        const answers = await inFlight(turns, async (count) => {
          most = Math.max(most, ++now);
          for (let i = 0; i < count; i++) await turn();
          now -= 1;
          return count;
        });
        expect(answers).toEqual(turns);
        expect(most).toBeLessThanOrEqual(CALLS_IN_FLIGHT);
      }),
      { numRuns: 30 },
    );
  });

  it('begins nothing after a failure, waits for what runs, and throws the first', async () => {
    const [begun, ended]: [number[], number[]] = [[], []];
    const items = Array.from({ length: 100 }, (_, i) => i);
    const calls = inFlight(items, async (i) => {
      begun.push(i);
      if (i === 2) throw new Error(`of ${i}`);
      await turn();
      ended.push(i);
    });
    await expect(calls).rejects.toThrow('of 2');
    expect(begun).toEqual(items.slice(0, CALLS_IN_FLIGHT));
    expect(ended).toEqual(begun.filter((i) => i !== 2));
  });
});

describe('chunks', () => {
  it('hold all items in order, none more than the size', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat()), fc.integer({ min: 1, max: 10 }), async (items, size) => {
        const chunks = chunksOf(items, size);
        expect(chunks.flat()).toEqual(items);
        expect(chunks).toHaveLength(Math.ceil(items.length / size));
        for (const chunk of chunks) expect(chunk.length).toBeLessThanOrEqual(size);
      }),
    );
  });
});
