import { describe, expect, test } from 'vitest';
import { CannotStart } from '../../lib/local/cannot-start.ts';
import { houseOptions } from '../../lib/local/house-options.ts';
import { readSettings } from '../../lib/settings.ts';

describe('the options of a house', () => {
  test('have defaults, for empty variables too', () => {
    const defaults = { port: 4000, dataFolder: '.meterhouse' };
    expect(houseOptions({})).toEqual(defaults);
    expect(
      houseOptions({
        PORT: '',
        METERHOUSE_DATA: '',
        METERHOUSE_STORE: '',
        METERHOUSE_ADMIN_KEY: '',
        UNKNOWN_CUSTOMERS: '',
        REJECTION_DAYS: '',
      }),
    ).toEqual(defaults);
  });

  test('are read from the environment', () => {
    expect(
      houseOptions({
        PORT: '0',
        METERHOUSE_DATA: '/data',
        METERHOUSE_STORE: 'dynamodb',
        METERHOUSE_ADMIN_KEY: 'key',
        DYNAMODB_ENDPOINT: 'http://127.0.0.1:8000',
      }),
    ).toEqual({
      port: 0,
      dataFolder: '/data',
      store: 'dynamodb',
      adminKey: 'key',
      dynamoDbEndpoint: 'http://127.0.0.1:8000',
    });
  });

  test.each(['http', '-1', '65536', '1.5', '0x10', ' '])('have no port "%s"', (PORT) => {
    expect(() => houseOptions({ PORT })).toThrow(new CannotStart(`PORT=${PORT} is no port: use 0 to 65535`));
  });

  test.each(['reject', 'Park', ' '])('have no UNKNOWN_CUSTOMERS "%s"', (UNKNOWN_CUSTOMERS) => {
    expect(() => houseOptions({ UNKNOWN_CUSTOMERS })).toThrow(
      new CannotStart(`UNKNOWN_CUSTOMERS=${UNKNOWN_CUSTOMERS} is not known: use accept or park`),
    );
  });

  test.each(['0', '-1', 'abc', '1.5', '36501', '99999999999', '1e3', ' '])(
    'have no REJECTION_DAYS "%s"',
    (REJECTION_DAYS) => {
      expect(() => houseOptions({ REJECTION_DAYS })).toThrow(
        new CannotStart(`REJECTION_DAYS=${REJECTION_DAYS} is no number of days: use 1 to 36500`),
      );
    },
  );

  test.each([
    { REJECTION_DAYS: '1', UNKNOWN_CUSTOMERS: 'accept' },
    { REJECTION_DAYS: '36500', UNKNOWN_CUSTOMERS: 'park' },
  ])('let pass what the doors take: %j', (environment) => {
    expect(() => houseOptions(environment)).not.toThrow();
    expect(readSettings(environment)).toMatchObject({
      REJECTION_DAYS: Number(environment.REJECTION_DAYS),
      UNKNOWN_CUSTOMERS: environment.UNKNOWN_CUSTOMERS,
    });
  });
});
