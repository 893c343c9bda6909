import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lineIds, usageOf } from '../../examples/access-log/log-usage.ts';

const idsOf = (lines: readonly string[]): string[] => lines.map(lineIds());
const lines = fc.array(fc.constantFrom('a', 'b', 'c', 'a ', ''));

describe('the ids of lines', () => {
  it('differ, even of lines that are the same', () => {
    fc.assert(
      fc.property(lines, (log) => {
        expect(new Set(idsOf(log)).size).toBe(log.length);
      }),
    );
  });

  it('stay as they are when a log grows', () => {
    fc.assert(
      fc.property(lines, lines, (log, more) => {
        expect(idsOf([...log, ...more]).slice(0, log.length)).toEqual(idsOf(log));
      }),
    );
  });

  it('do not depend on where lines stand', () => {
    fc.assert(
      fc.property(lines, (log) => {
        expect(idsOf(log.toReversed()).sort()).toEqual(idsOf(log).sort());
      }),
    );
  });

  it('keep bytes apart that are no UTF-8', () => {
    expect(new Set(idsOf(['\xff', '\xfe', 'ÿ'.normalize('NFD')])).size).toBe(3);
  });

  it('are short enough for the house', () => {
    expect(idsOf(['a'.repeat(1000)])[0]?.length).toBeLessThan(256);
  });
});

describe('the usage of a request', () => {
  const request = { address: '2001:db8::7', time: 1_431_857_103_000, method: 'GET', status: '200' };

  it('is one event for each meter, under one id', () => {
    const told = {
      id: 'x-1',
      customerId: 'shop',
      time: request.time,
      dimensions: { method: 'GET', status: '200' },
    };
    expect(usageOf({ ...request, bytes: 9007199254740993n }, 'x-1', 'shop')).toEqual([
      { ...told, meterId: 'http_requests' },
      { ...told, meterId: 'egress_bytes', value: '9007199254740993' },
      { ...told, meterId: 'visitors', value: '2001:db8::7' },
    ]);
  });

  it('is nothing sent where no bytes were', () => {
    expect(usageOf({ ...request, bytes: 0n }, 'x-1', 'shop')[1]).toMatchObject({ value: '0' });
  });
});
