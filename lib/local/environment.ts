import { devNull } from 'node:os';
import { type Door, resourceSettings, type TableSetting } from '../doors.ts';
import type { SettingName } from '../settings.ts';

/** What the local house calls its region and account; no service looks at them. */
export const LOCAL_REGION = 'us-east-1';
export const LOCAL_ACCOUNT = '000000000000';

export const localTables = {
  METERS_TABLE: 'meters',
  CUSTOMERS_TABLE: 'customers',
  LEDGER_TABLE: 'ledger',
  REJECTIONS_TABLE: 'rejections',
  TOKENS_TABLE: 'tokens',
} as const satisfies Record<TableSetting, string>;

export const localNames = {
  ...localTables,
  TIMESTREAM_DATABASE: 'meterhouse',
  TIMESTREAM_TABLE: 'usage',
  ADMIN_KEY_SECRET: 'meterhouse/admin-key',
} as const satisfies Partial<Record<SettingName, string>>;

export interface Endpoints {
  readonly dynamoDb: string;
  readonly timestream: string;
  readonly secretsManager: string;
}

/**
 * The environment of every door: what the doors' resources need, and AWS variables that lead to the local endpoints
 * alone. Nothing of the owner's own AWS settings is left in it, and no empty variable. Fails naming a setting that has no local value.
 */
export function environmentFor(
  doors: readonly (readonly [string, Door])[],
  endpoints: Endpoints,
  inherited: NodeJS.ProcessEnv,
): NodeJS.ProcessEnv {
  // An empty variable counts as none, for the doors as for the house.
  const others = Object.entries(inherited).filter(([name, value]) => value && !name.startsWith('AWS_'));
  return {
    ...Object.fromEntries(others),
    ...Object.fromEntries(settingsOf(doors)),
    ...({
      DYNAMODB_ENDPOINT: endpoints.dynamoDb,
      TIMESTREAM_WRITE_ENDPOINT: endpoints.timestream,
      TIMESTREAM_QUERY_ENDPOINT: endpoints.timestream,
      SECRETS_MANAGER_ENDPOINT: endpoints.secretsManager,
    } satisfies Partial<Record<SettingName, string>>),
    AWS_REGION: LOCAL_REGION,
    AWS_ACCESS_KEY_ID: 'meterhouse',
    AWS_SECRET_ACCESS_KEY: 'meterhouse',
    AWS_CONFIG_FILE: devNull,
    AWS_SHARED_CREDENTIALS_FILE: devNull,
    AWS_EC2_METADATA_DISABLED: 'true',
    // The SDK's advice on Node is for those who deploy; here it would bury the address of the house.
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
  };
}

function settingsOf(doors: readonly (readonly [string, Door])[]): [SettingName, string][] {
  const values: Partial<Record<SettingName, string>> = localNames;
  return doors.flatMap(([door, { access }]) =>
    Object.keys(access).flatMap((resource) =>
      resourceSettings[resource as keyof typeof access].map((name): [SettingName, string] => {
        const value = values[name];
        if (value === undefined) throw new Error(`the door ${door} needs ${name}, which has no local value`);
        return [name, value];
      }),
    ),
  );
}

/** Makes it this process's own, which doors read while they are imported. */
export function useEnvironment(environment: NodeJS.ProcessEnv): void {
  for (const name of Object.keys(process.env)) {
    if (!(name in environment)) delete process.env[name];
  }
  Object.assign(process.env, environment);
}
