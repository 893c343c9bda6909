import { describe, expect, test } from 'vitest';
import { CannotStart } from '../../lib/local/cannot-start.ts';
import { houseOptions } from '../../lib/local/house-options.ts';

describe('the options of a house', () => {
  test('have defaults, for empty variables too', () => {
    const defaults = { port: 4000, dataFolder: '.meterhouse' };
    expect(houseOptions({})).toEqual(defaults);
    expect(
      houseOptions({ PORT: '', METERHOUSE_DATA: '', METERHOUSE_STORE: '', METERHOUSE_ADMIN_KEY: '' }),
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
});
