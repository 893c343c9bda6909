import * as z from 'zod';

/**
 * What the environment tells the code: written by the constructs and by the local runtime, read by the doors. A door
 * is given only the settings of what it may reach, hence most are optional here; `required` names the one that is missing.
 */
export interface Settings {
  readonly METERS_TABLE?: string | undefined;
  readonly CUSTOMERS_TABLE?: string | undefined;
  readonly LEDGER_TABLE?: string | undefined;
  readonly REJECTIONS_TABLE?: string | undefined;
  /** Holds the key that seals page tokens. */
  readonly TOKENS_TABLE?: string | undefined;
  readonly TIMESTREAM_DATABASE?: string | undefined;
  readonly TIMESTREAM_TABLE?: string | undefined;
  /** Name or ARN of the Secrets Manager secret that is the admin key. */
  readonly ADMIN_KEY_SECRET?: string | undefined;
  readonly UNKNOWN_CUSTOMERS: 'accept' | 'park';
  /** Days that parked events are kept. */
  readonly REJECTION_DAYS: number;
  /** Endpoints other than the region's own. */
  readonly DYNAMODB_ENDPOINT?: string | undefined;
  readonly TIMESTREAM_WRITE_ENDPOINT?: string | undefined;
  readonly TIMESTREAM_QUERY_ENDPOINT?: string | undefined;
  readonly SECRETS_MANAGER_ENDPOINT?: string | undefined;
}

export type SettingName = keyof Settings;

const text = z.string().optional();

const settings = z.object({
  METERS_TABLE: text,
  CUSTOMERS_TABLE: text,
  LEDGER_TABLE: text,
  REJECTIONS_TABLE: text,
  TOKENS_TABLE: text,
  TIMESTREAM_DATABASE: text,
  TIMESTREAM_TABLE: text,
  ADMIN_KEY_SECRET: text,
  UNKNOWN_CUSTOMERS: z.enum(['accept', 'park']).default('accept'),
  REJECTION_DAYS: z.coerce.number().int().positive().default(90),
  DYNAMODB_ENDPOINT: text,
  TIMESTREAM_WRITE_ENDPOINT: text,
  TIMESTREAM_QUERY_ENDPOINT: text,
  SECRETS_MANAGER_ENDPOINT: text,
} satisfies Record<SettingName, z.ZodType>);

/** Reads the settings; a malformed one stops the door at its start, naming it. */
export const readSettings = (environment: Readonly<Record<string, string | undefined>>): Settings =>
  settings.parse(environment);

/** A setting that the caller cannot do without. */
export function required(settings: Settings, name: SettingName): string {
  const value = settings[name];
  if (value === undefined) throw new Error(`the setting ${name} is missing from this function's environment`);
  return String(value);
}
