import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type HouseUnderTest, startHouse } from '../local/house.ts';

const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
const requests = [...readme.matchAll(/```sh\n(curl [\s\S]*?)```/g)].map(([, line = '']) => line);

let house: HouseUnderTest;
beforeAll(async () => {
  house = await startHouse();
}, 120_000);
afterAll(() => house.stop());

/** As somebody pastes it, at the address of this house. */
async function paste(line: string | undefined): Promise<unknown> {
  const here = (line ?? '').replace('http://127.0.0.1:4000', house.url);
  const { stdout } = await promisify(execFile)('sh', ['-c', here], {
    env: { ...process.env, METERHOUSE_ADMIN_KEY: house.adminKey },
  });
  return JSON.parse(stdout);
}

describe('the requests of the README', () => {
  const [create, send, ask, cancel, ...others] = requests;

  it('are these four', () => {
    expect(others).toEqual([]);
    expect(requests.map((line) => line.includes('http://127.0.0.1:4000'))).toEqual([true, true, true, true]);
  });

  it('do what the README says, as they are pasted', async () => {
    expect(await paste(create)).toMatchObject({ data: { id: 'storage', aggregation: 'SUM' } });
    expect(await paste(send)).toMatchObject({ data: [{ id: 'evt-1', status: 'accepted' }] });
    expect(await paste(send)).toMatchObject({ data: [{ id: 'evt-1', status: 'duplicate' }] });
    expect(await paste(ask)).toMatchObject({
      data: { series: [{ group: { customerId: 't-1', region: 'eu-west-1' }, points: [{ value: '0.1' }] }] },
    });
    expect(await paste(cancel)).toMatchObject({ data: { cancelled: 1 } });
    expect(await paste(ask)).toMatchObject({ data: { series: [] } });
  });
});
