import { GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { describe, expect, it } from 'vitest';
import { dynamoDbCustomers } from '../../../lib/adapters/dynamodb/customers.ts';
import { dynamoDbMeters } from '../../../lib/adapters/dynamodb/meters.ts';
import { aCustomer } from '../../fixtures/customer.ts';
import { aMeter } from '../../fixtures/meter.ts';
import { emulator } from './emulator.ts';
import { interfere, loseAnswers } from './faults.ts';

describe('meters and customers in a DynamoDB that falters', () => {
  const { client, newClient, freshTable } = emulator();

  it('adds and replaces a meter once though the answers were lost on the way', async () => {
    const faulty = newClient();
    const meters = dynamoDbMeters(faulty, await freshTable('METERS_TABLE'));
    const { sent } = loseAnswers(faulty, 'PutItemCommand', 1);
    await meters.add(aMeter());
    expect(sent()).toBe(2);
    loseAnswers(faulty, 'PutItemCommand', 1);
    await meters.replace(aMeter({ version: 2, name: 'changed' }), 1);
    expect(await meters.find('api_calls')).toEqual(aMeter({ version: 2, name: 'changed' }));
    await expect(meters.add(aMeter())).rejects.toMatchObject({ code: 'meter.exists' });
  });

  it('saves a customer once though the answer was lost on the way', async () => {
    const faulty = newClient();
    const customers = dynamoDbCustomers(faulty, await freshTable('CUSTOMERS_TABLE'));
    loseAnswers(faulty, 'PutItemCommand', 2);
    await customers.save(aCustomer(), 0);
    await expect(customers.save(aCustomer(), 0)).rejects.toMatchObject({ code: 'customer.changed' });
  });

  it('lets faults fly', async () => {
    const faulty = newClient();
    const meters = dynamoDbMeters(faulty, await freshTable('METERS_TABLE'));
    interfere(faulty, 'PutItemCommand', async () => {
      throw new Error('no such service');
    });
    await expect(meters.add(aMeter())).rejects.toThrow('no such service');
    await expect(meters.replace(aMeter({ version: 2 }), 1)).rejects.toThrow('no such service');
  });

  it('does not find less than it was asked for when the service keeps holding items back', async () => {
    const faulty = newClient();
    const table = await freshTable('METERS_TABLE');
    const meters = dynamoDbMeters(faulty, table);
    await meters.add(aMeter());
    interfere(faulty, 'BatchGetItemCommand', async (input) => ({
      Responses: {},
      UnprocessedKeys: (input as { RequestItems: Record<string, never> }).RequestItems,
    }));
    await expect(meters.findAll(['api_calls'])).rejects.toThrow(`kept back 1 of 1 items of ${table}`);
  });

  it('does not pass off an unknown aggregation as another', async () => {
    const table = await freshTable('METERS_TABLE');
    const meters = dynamoDbMeters(client(), table);
    await meters.add(aMeter());
    const { Item } = await rawMeter(table);
    await client().send(
      new PutItemCommand({ TableName: table, Item: { ...Item, aggregation: { S: 'MEDIAN' } } }),
    );
    await expect(meters.find('api_calls')).rejects.toThrow('the unknown aggregation "MEDIAN"');
  });

  const rawMeter = async (table: string) => {
    const key = { pk: { S: 'meter' }, sk: { S: 'api_calls' } };
    return client().send(new GetItemCommand({ TableName: table, Key: key }));
  };
});
