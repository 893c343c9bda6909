import { describe, expect, test } from 'vitest';
import { allDoors, type Door } from '../../lib/doors.ts';
import { environmentFor } from '../../lib/local/environment.ts';
import { readSettings } from '../../lib/settings.ts';

const endpoints = { dynamoDb: 'http://d', timestream: 'http://t', secretsManager: 'http://s' };

describe('the environment of the doors', () => {
  test('has a value for every setting that a door of the house needs', () => {
    const settings = readSettings(environmentFor(allDoors, endpoints, {}));
    expect(settings).toMatchObject({
      METERS_TABLE: 'meters',
      LEDGER_TABLE: 'ledger',
      TIMESTREAM_DATABASE: 'meterhouse',
      ADMIN_KEY_SECRET: 'meterhouse/admin-key',
      DYNAMODB_ENDPOINT: 'http://d',
      TIMESTREAM_WRITE_ENDPOINT: 'http://t',
      TIMESTREAM_QUERY_ENDPOINT: 'http://t',
      SECRETS_MANAGER_ENDPOINT: 'http://s',
    });
  });

  test('has no more than the doors reach', () => {
    const door: Door = { access: { meters: ['find'] }, memoryMegabytes: 1, timeoutSeconds: 1 };
    const environment = environmentFor([['one', door]], endpoints, {});
    expect(environment).toHaveProperty('METERS_TABLE');
    expect(environment).not.toHaveProperty('LEDGER_TABLE');
  });

  test('has no empty variable of the owner', () => {
    const environment = environmentFor(allDoors, endpoints, { REJECTION_DAYS: '', UNKNOWN_CUSTOMERS: '' });
    expect(readSettings(environment)).toMatchObject({ REJECTION_DAYS: 90, UNKNOWN_CUSTOMERS: 'accept' });
  });

  test('has what the owner set, except for AWS', () => {
    const inherited = {
      PATH: '/bin',
      UNKNOWN_CUSTOMERS: 'park',
      AWS_PROFILE: 'production',
      AWS_ACCESS_KEY_ID: 'AKIAREAL',
      AWS_SESSION_TOKEN: 'real',
      AWS_ENDPOINT_URL: 'https://real.example',
      AWS_USE_FIPS_ENDPOINT: 'true',
    };
    const environment = environmentFor(allDoors, endpoints, inherited);
    expect(environment).toMatchObject({ PATH: '/bin', UNKNOWN_CUSTOMERS: 'park' });
    const aws = Object.keys(environment).filter((name) => name.startsWith('AWS_'));
    expect(aws.sort()).toEqual([
      'AWS_ACCESS_KEY_ID',
      'AWS_CONFIG_FILE',
      'AWS_EC2_METADATA_DISABLED',
      'AWS_REGION',
      'AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED',
      'AWS_SECRET_ACCESS_KEY',
      'AWS_SHARED_CREDENTIALS_FILE',
    ]);
    expect(Object.values(environment)).not.toContain('AKIAREAL');
  });
});
