import * as z from 'zod';

/**
 * What the environment tells the code: written by the constructs and by the local runtime, read by the doors. A door
 * is given only the settings of what it may reach, hence all are optional here; `required` names the one that is missing.
 */
const settings = z.object({
  METERS_TABLE: z.string().optional(),
  CUSTOMERS_TABLE: z.string().optional(),
  LEDGER_TABLE: z.string().optional(),
  REJECTIONS_TABLE: z.string().optional(),
  /** Holds the key that seals page tokens. */
  TOKENS_TABLE: z.string().optional(),
  TIMESTREAM_DATABASE: z.string().optional(),
  TIMESTREAM_TABLE: z.string().optional(),
  /** Name or ARN of the Secrets Manager secret that is the admin key. */
  ADMIN_KEY_SECRET: z.string().optional(),
  UNKNOWN_CUSTOMERS: z.enum(['accept', 'park']).default('accept'),
  /** Days that parked events are kept. */
  REJECTION_DAYS: z.coerce.number().int().positive().default(90),
  /** Endpoints other than the region's own. */
  DYNAMODB_ENDPOINT: z.string().optional(),
  TIMESTREAM_WRITE_ENDPOINT: z.string().optional(),
  TIMESTREAM_QUERY_ENDPOINT: z.string().optional(),
  SECRETS_MANAGER_ENDPOINT: z.string().optional(),
});

export type Settings = z.output<typeof settings>;
export type SettingName = keyof Settings;

/** Reads the settings; a malformed one stops the door at its start, naming it. */
export const readSettings = (environment: Readonly<Record<string, string | undefined>>): Settings =>
  settings.parse(environment);

/** A setting that the caller cannot do without. */
export function required(settings: Settings, name: SettingName): string {
  const value = settings[name];
  if (value === undefined) throw new Error(`the setting ${name} is missing from this function's environment`);
  return String(value);
}
