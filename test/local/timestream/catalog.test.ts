import {
  CreateDatabaseCommand,
  CreateTableCommand,
  type CreateTableCommandInput,
  DescribeDatabaseCommand,
  DescribeTableCommand,
  ListDatabasesCommand,
  ListTablesCommand,
  paginateListTables,
} from '@aws-sdk/client-timestream-write';
import { describe, expect, it } from 'vitest';
import { aRecord, aTimestream, NOW, refusal } from './a-timestream.ts';

const create = async (settings: Partial<CreateTableCommandInput>) => {
  const { writer } = await aTimestream();
  return writer.send(new CreateTableCommand({ DatabaseName: 'shop', TableName: 'more', ...settings }));
};

describe('databases', () => {
  it('are created once', async () => {
    const { writer } = await aTimestream();
    const again = new CreateDatabaseCommand({ DatabaseName: 'shop' });
    expect(await refusal(writer.send(again))).toMatchObject({ name: 'ConflictException' });
  });

  it('are created once when asked for at the same time', async () => {
    const { writer } = await aTimestream();
    const all = await Promise.allSettled(
      Array.from({ length: 8 }, () => writer.send(new CreateDatabaseCommand({ DatabaseName: 'rush' }))),
    );
    expect(all.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  it('tell names of different case apart', async () => {
    const { writer, query, write } = await aTimestream();
    await writer.send(new CreateDatabaseCommand({ DatabaseName: 'SHOP' }));
    await writer.send(new CreateTableCommand({ DatabaseName: 'SHOP', TableName: 'usage' }));
    await write([aRecord()]);
    expect((await query('SELECT count(*) FROM "shop"."usage"')).rows).toEqual([['1']]);
    expect((await query('SELECT count(*) FROM "SHOP"."usage"')).rows).toEqual([['0']]);
  });

  it('describe themselves', async () => {
    const { writer } = await aTimestream();
    const { Database } = await writer.send(new DescribeDatabaseCommand({ DatabaseName: 'shop' }));
    expect(Database).toMatchObject({ DatabaseName: 'shop', TableCount: 1, CreationTime: new Date(NOW) });
  });

  it.each([['ab'], ['a'.repeat(257)], ['a b'], ['a;b'], ['a"b'], ['ä'.repeat(4)]])(
    'refuse the name %j',
    async (name) => {
      const { writer } = await aTimestream();
      const odd = new CreateDatabaseCommand({ DatabaseName: name });
      expect(await refusal(writer.send(odd))).toMatchObject({ name: 'ValidationException' });
    },
  );

  it.each([['abc'], ['a'.repeat(256)], ['A-b_c.9']])('accept the name %j', async (name) => {
    const { writer } = await aTimestream();
    await writer.send(new CreateDatabaseCommand({ DatabaseName: name }));
    const { Databases } = await writer.send(new ListDatabasesCommand({}));
    expect(Databases?.map(({ DatabaseName }) => DatabaseName)).toContain(name);
  });

  it('are listed by name, page by page', async () => {
    const { writer } = await aTimestream();
    for (const DatabaseName of ['zoo', 'bar', 'foo']) {
      await writer.send(new CreateDatabaseCommand({ DatabaseName }));
    }
    const first = await writer.send(new ListDatabasesCommand({ MaxResults: 3 }));
    expect(first.Databases?.map(({ DatabaseName }) => DatabaseName)).toEqual(['bar', 'foo', 'shop']);
    const rest = await writer.send(new ListDatabasesCommand({ MaxResults: 3, NextToken: first.NextToken }));
    expect(rest.Databases?.map(({ DatabaseName }) => DatabaseName)).toEqual(['zoo']);
    expect(rest.NextToken).toBeUndefined();
    const forged = new ListDatabasesCommand({ NextToken: 'forged' });
    expect(await refusal(writer.send(forged))).toMatchObject({ name: 'ValidationException' });
  });
});

describe('tables', () => {
  it('are created once in each database', async () => {
    const { writer } = await aTimestream();
    const again = new CreateTableCommand({ DatabaseName: 'shop', TableName: 'usage' });
    expect(await refusal(writer.send(again))).toMatchObject({ name: 'ConflictException' });
    await writer.send(new CreateDatabaseCommand({ DatabaseName: 'second' }));
    const elsewhere = await writer.send(
      new CreateTableCommand({ DatabaseName: 'second', TableName: 'usage' }),
    );
    expect(elsewhere.Table?.DatabaseName).toBe('second');
  });

  it('need their database', async () => {
    const { writer } = await aTimestream();
    const lost = new CreateTableCommand({ DatabaseName: 'nowhere', TableName: 'usage' });
    expect(await refusal(writer.send(lost))).toMatchObject({ name: 'ResourceNotFoundException' });
  });

  it('have the defaults of the service', async () => {
    const { writer } = await aTimestream();
    const { Table } = await writer.send(
      new DescribeTableCommand({ DatabaseName: 'shop', TableName: 'usage' }),
    );
    expect(Table).toMatchObject({
      TableStatus: 'ACTIVE',
      RetentionProperties: {
        MemoryStoreRetentionPeriodInHours: 6,
        MagneticStoreRetentionPeriodInDays: 73_000,
      },
      MagneticStoreWriteProperties: { EnableMagneticStoreWrites: false },
      Schema: { CompositePartitionKey: [{ Type: 'MEASURE' }] },
    });
  });

  it('keep the settings they were given', async () => {
    const settings = {
      RetentionProperties: {
        MemoryStoreRetentionPeriodInHours: 8766,
        MagneticStoreRetentionPeriodInDays: 1,
      },
      MagneticStoreWriteProperties: {
        EnableMagneticStoreWrites: true,
        MagneticStoreRejectedDataLocation: {
          S3Configuration: { BucketName: 'rejects', EncryptionOption: 'SSE_S3' as const },
        },
      },
      Schema: {
        CompositePartitionKey: [
          { Type: 'DIMENSION' as const, Name: 'customer', EnforcementInRecord: 'REQUIRED' as const },
        ],
      },
    };
    expect((await create(settings)).Table).toMatchObject(settings);
  });

  it.each([
    ['no memory retention', { RetentionProperties: retention(0, 1) }],
    ['too much memory retention', { RetentionProperties: retention(8767, 1) }],
    ['no magnetic retention', { RetentionProperties: retention(1, 0) }],
    ['too much magnetic retention', { RetentionProperties: retention(1, 73_001) }],
    ['half an hour', { RetentionProperties: retention(0.5, 1) }],
    ['a measure key with a name', { Schema: { CompositePartitionKey: [{ Type: 'MEASURE', Name: 'x' }] } }],
    ['a dimension key without one', { Schema: { CompositePartitionKey: [{ Type: 'DIMENSION' }] } }],
    ['two keys', { Schema: { CompositePartitionKey: [{ Type: 'MEASURE' }, { Type: 'MEASURE' }] } }],
    ['no key', { Schema: { CompositePartitionKey: [] } }],
  ] as [string, Partial<CreateTableCommandInput>][])('refuse %s', async (_, settings) => {
    expect(await refusal(create(settings))).toMatchObject({ name: 'ValidationException' });
  });

  it.each([[retention(1, 1)], [retention(8766, 73_000)]])(
    'accept the retention %j',
    async (RetentionProperties) => {
      expect((await create({ RetentionProperties })).Table?.RetentionProperties).toEqual(RetentionProperties);
    },
  );

  it('are listed for one database or for all, every one once', async () => {
    const { writer } = await aTimestream();
    await writer.send(new CreateDatabaseCommand({ DatabaseName: 'attic' }));
    for (const TableName of ['one', 'two']) {
      await writer.send(new CreateTableCommand({ DatabaseName: 'attic', TableName }));
    }
    const { Tables } = await writer.send(new ListTablesCommand({ DatabaseName: 'attic' }));
    expect(Tables?.map(({ TableName }) => TableName)).toEqual(['one', 'two']);
    const all: (string | undefined)[] = [];
    for await (const page of paginateListTables({ client: writer, pageSize: 1 }, {})) {
      all.push(...(page.Tables ?? []).map(({ DatabaseName, TableName }) => `${DatabaseName}.${TableName}`));
    }
    expect(all).toEqual(['attic.one', 'attic.two', 'shop.usage']);
  });
});

function retention(hours: number, days: number) {
  return { MemoryStoreRetentionPeriodInHours: hours, MagneticStoreRetentionPeriodInDays: days };
}
