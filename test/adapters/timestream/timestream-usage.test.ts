import { ValidationException } from '@aws-sdk/client-timestream-query';
import {
  type _Record,
  ResourceNotFoundException,
  WriteRecordsCommand,
} from '@aws-sdk/client-timestream-write';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { timestreamClients } from '../../../lib/adapters/timestream/clients.ts';
import { createTimestreamTable } from '../../../lib/adapters/timestream/create-table.ts';
import type { TableName } from '../../../lib/adapters/timestream/table-name.ts';
import { timestreamUsage } from '../../../lib/adapters/timestream/timestream-usage.ts';
import { usageRecords } from '../../../lib/adapters/timestream/usage-record.ts';
import { writeRequest } from '../../../lib/adapters/timestream/write-batch.ts';
import type { UsageStore } from '../../../lib/core/ports/usage-store.ts';
import { usageSeries } from '../../../lib/doors.ts';
import { startTimestream } from '../../../lib/local/timestream/start-timestream.ts';
import { aQuestion, pointsOf, recordAll } from '../../contracts/usage-store/ask.ts';
import { usageStoreContract } from '../../contracts/usage-store.ts';
import { stoppedClock } from '../../fixtures/time.ts';
import { anEntry, manyEntries } from '../../fixtures/usage.ts';

/** After every event of the contract, so that none lies in the endpoint's future. */
const clock = stoppedClock(Date.UTC(2027, 0, 1));
let endpoint: Awaited<ReturnType<typeof startTimestream>>;
let clients: ReturnType<typeof timestreamClients>;
let tables = 0;

beforeAll(async () => {
  endpoint = await startTimestream({ clock });
  clients = timestreamClients({ writeEndpoint: endpoint.endpoint, queryEndpoint: endpoint.endpoint }, {});
});

afterAll(async () => {
  clients.write.destroy();
  clients.query.destroy();
  await endpoint.stop();
});

interface Table {
  readonly names: TableName;
  readonly usage: UsageStore;
}

async function aTable(): Promise<Table> {
  tables += 1;
  const names = { database: 'meterhouse', table: `usage-${tables}` };
  await createTimestreamTable(clients.write, names, usageSeries);
  return { names, usage: timestreamUsage(clients, names) };
}

usageStoreContract(async () => (await aTable()).usage);

describe('timestreamUsage', () => {
  const wide = anEntry({ id: 'wide', value: '5', dimensions: { d: 'ü'.repeat(2000) } });
  const write = async ({ names }: Table, records: readonly _Record[]): Promise<void> => {
    const batch = records.map((record, index) => ({ index, record }));
    await clients.write.send(new WriteRecordsCommand(writeRequest(names, batch)));
  };

  it('leaves an event of several records out until all of them are there, in whatever order they come', async () => {
    const records = usageRecords(wide);
    expect(records.length).toBeGreaterThan(2);
    const table = await aTable();
    await recordAll(table.usage, [anEntry({ value: '1' })]);
    for (const record of [...records].reverse()) {
      expect(await pointsOf(table.usage)).toMatchObject([{ count: 1, sum: '1' }]);
      expect((await table.usage.events(aQuestion(), { limit: 5 })).items).toHaveLength(1);
      await write(table, [record]);
    }
    expect(await pointsOf(table.usage)).toMatchObject([{ count: 2, sum: '6' }]);
  });

  it('finds nothing where the first event is not complete', async () => {
    const table = await aTable();
    const [head, ...pieces] = usageRecords(wide);
    await write(table, pieces);
    expect(await pointsOf(table.usage)).toEqual([]);
    await write(table, head ? [head] : []);
    expect(await pointsOf(table.usage, { aggregation: 'MAX' })).toMatchObject([{ count: 1, value: '5' }]);
  });

  it('stores what the service takes of a call, and says which entries it rejected', async () => {
    const { usage } = await aTable();
    const entries = manyEntries(150);
    const tooEarly = anEntry({ id: 'future', time: clock.now() + 16 * 60_000 });
    const answers = await usage.record([...entries, tooEarly]);
    expect(answers.map((answer) => answer === undefined)).toEqual([...entries.map(() => true), false]);
    expect(answers.at(-1)?.message).toMatch(/^the usage series rejected a record: ./);
    expect(await pointsOf(usage)).toMatchObject([{ count: 150 }]);
  });

  it('fails an entry whose content is not what the ledger once told', async () => {
    const { usage } = await aTable();
    await recordAll(usage, [anEntry({ value: '1' })]);
    const [other, fresh] = await usage.record([
      anEntry({ value: '2' }),
      anEntry({ id: 'fresh', value: '3' }),
    ]);
    expect([other, fresh]).toEqual([expect.any(Error), undefined]);
    expect(await pointsOf(usage)).toMatchObject([{ count: 2, sum: '4' }]);
  });

  it('fails every entry where there is no table, and says so to a question', async () => {
    const usage = timestreamUsage(clients, { database: 'meterhouse', table: 'nowhere' });
    const answers = await usage.record(manyEntries(2));
    expect(answers).toEqual([expect.any(ResourceNotFoundException), expect.any(ResourceNotFoundException)]);
    await expect(usage.aggregate(aQuestion())).rejects.toThrow(ValidationException);
  });

  it('creates its table again without harm', async () => {
    const { names, usage } = await aTable();
    await recordAll(usage, [anEntry()]);
    await createTimestreamTable(clients.write, names, usageSeries);
    expect(await pointsOf(usage)).toMatchObject([{ count: 1 }]);
  });
});
