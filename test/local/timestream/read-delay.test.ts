import { describe, expect, it } from 'vitest';
import { aRecord, aTimestream, NOW, refusal, units } from './a-timestream.ts';

const delayed = async () => {
  let now = NOW;
  const timestream = await aTimestream({ clock: { now: () => now }, readDelayMillis: 1000 });
  const read = async () =>
    (await timestream.query('SELECT units FROM shop.usage ORDER BY units')).rows.flat();
  return {
    ...timestream,
    read,
    pass: (millis: number) => {
      now += millis;
    },
  };
};

describe('with a read delay', () => {
  it('a record is visible when the delay has passed, not before', async () => {
    const { write, read, pass } = await delayed();
    await write([aRecord()]);
    expect(await read()).toEqual([]);
    pass(999);
    expect(await read()).toEqual([]);
    pass(1);
    expect(await read()).toEqual(['1']);
  });

  it('readers see the replaced version until the new one is visible', async () => {
    const { write, read, pass } = await delayed();
    await write([aRecord({ Version: 1, ...units(1) })]);
    pass(1000);
    await write([aRecord({ Version: 2, ...units(2) })]);
    expect(await read()).toEqual(['1']);
    pass(500);
    await write([aRecord({ Version: 3, ...units(3) })]);
    expect(await read()).toEqual(['1']);
    pass(500);
    expect(await read()).toEqual(['2']);
    pass(500);
    expect(await read()).toEqual(['3']);
  });

  it('versions are judged by what is stored, seen or not', async () => {
    const { write, pass } = await delayed();
    await write([aRecord({ Version: 2, ...units(2) })]);
    const answer = await refusal(write([aRecord({ Version: 1, ...units(1) })]));
    expect(answer.rejected).toMatchObject([{ ExistingVersion: 2 }]);
    pass(5000);
    await write([aRecord({ Version: 3, ...units(3) })]);
    const late = await refusal(write([aRecord({ Version: 2, ...units(9) })]));
    expect(late.rejected).toMatchObject([{ ExistingVersion: 3 }]);
  });
});
