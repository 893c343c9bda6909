import * as z from 'zod';
import type { Customer } from '../../core/customer.ts';
import { MAX_CUSTOMER_ID } from '../../core/customer.ts';
import { Numeral } from '../../core/decimal.ts';
import { printInstant } from '../../core/instant.ts';
import { isJsonObject, type JsonObject } from '../../core/json-object.ts';
import { AGGREGATIONS, type Aggregation, type Meter } from '../../core/meter.ts';
import { type Problem, refuseMalformed } from '../../core/metering-error.ts';
import { MAX_TEXTS } from './customer-traits.ts';

/** Names that SBT's convention and others use for an aggregation. */
const aggregationAliases: Readonly<Record<string, Aggregation>> = {
  SUM_OF_ALL_USAGE: 'SUM',
  EVENT_COUNT: 'COUNT',
  ACTIVE_USERS: 'UNIQUE_COUNT',
  AVERAGE: 'AVG',
  MINIMUM: 'MIN',
  MAXIMUM: 'MAX',
  UNIQUE: 'UNIQUE_COUNT',
};

const aggregation = z
  .preprocess((seen) => {
    if (typeof seen !== 'string') return seen;
    const name = seen.toUpperCase();
    return Object.hasOwn(aggregationAliases, name) ? aggregationAliases[name] : name;
  }, z.enum(AGGREGATIONS))
  .describe('Matched case-insensitively.');

const fields = {
  name: z.string().describe('1 to 256 characters'),
  description: z.string(),
  aggregation,
  unit: z.string(),
  dimensions: z.array(z.string()).describe('At most 16 names; a change may add some, not remove any.'),
};

export const meterDraftSchema = z.strictObject({
  id: z.string().optional().describe('Made of the name where it is left out; never reused.'),
  name: fields.name,
  description: fields.description.optional(),
  aggregation: fields.aggregation,
  unit: fields.unit.optional(),
  dimensions: fields.dimensions.optional(),
});

export const meterChangeSchema = z.strictObject({
  id: z.string().optional(),
  name: fields.name.optional(),
  description: fields.description.optional(),
  aggregation: fields.aggregation.optional(),
  unit: fields.unit.optional(),
  dimensions: fields.dimensions.optional(),
  version: z
    .int()
    .min(1)
    .optional()
    .describe('The version that was read; refused when it is no longer the one kept.'),
});

export const meterSchema = z.object({
  id: z.string(),
  ...fields,
  aggregation: z.enum(AGGREGATIONS),
  createdAt: z.string(),
  updatedAt: z.string(),
  version: z.int(),
});

export const toApiMeter = ({ id, name, description, aggregation, unit, dimensions, ...rest }: Meter) => ({
  id,
  name,
  description,
  aggregation,
  unit,
  dimensions,
  createdAt: printInstant(rest.createdAt),
  updatedAt: printInstant(rest.updatedAt),
  version: rest.version,
});

const customerText = (most: number) =>
  z
    .string()
    .max(most)
    .refine((text) => text.isWellFormed(), 'must be well-formed Unicode');

export const customerChangeSchema = z.strictObject({
  id: z.string().optional(),
  name: customerText(MAX_TEXTS.name).optional(),
  email: customerText(MAX_TEXTS.email).optional(),
  tier: customerText(MAX_TEXTS.tier).optional(),
  // Any key is a trait's name, `__proto__` too, which a record would drop.
  traits: z.custom<JsonObject>(isJsonObject, 'expected a JSON object').optional(),
  status: z.enum(['active', 'inactive']).optional(),
});

export const customerSchema = z.object({
  id: z.string().min(1).max(MAX_CUSTOMER_ID),
  name: z.string().optional(),
  email: z.string().optional(),
  tier: z.string().optional(),
  traits: z.record(z.string(), z.unknown()),
  status: z.enum(['active', 'inactive']),
  createdAt: z.string(),
  updatedAt: z.string(),
});

export const toApiCustomer = ({ version: _, createdAt, updatedAt, ...customer }: Customer) => ({
  ...customer,
  createdAt: printInstant(createdAt),
  updatedAt: printInstant(updatedAt),
});

export interface Alias {
  readonly alias: string;
  readonly name: string;
}

/**
 * Checks a body against a schema after renaming aliases; `more` adds what the core finds in it. Refuses with every
 * problem at once, each under the name that the caller used.
 */
export function fromApi<Schema extends z.ZodType>(
  schema: Schema,
  body: unknown,
  aliases: readonly Alias[] = [],
  more: (seen: Record<string, unknown>) => readonly Problem[] = () => [],
): z.output<Schema> {
  if (!isJsonObject(body)) {
    refuseMalformed([
      { path: '', message: 'expected a JSON object', ...(body === undefined ? {} : { value: body }) },
    ]);
  }
  const { renamed, sentAs, problems } = rename(body as Record<string, unknown>, aliases);
  const parsed = schema.safeParse(renamed);
  const found = parsed.success ? [] : parsed.error.issues.flatMap((issue) => problemsOf(issue, renamed));
  const all = [
    ...problems,
    ...found,
    ...more(renamed).filter((each) => !found.some(({ path }) => path === each.path)),
  ];
  refuseMalformed(
    all.map((problem) => {
      const [head = '', ...tail] = problem.path.split('.');
      return { ...problem, path: [sentAs.get(head) ?? head, ...tail].join('.') };
    }),
  );
  return parsed.data as z.output<Schema>;
}

function rename(body: Record<string, unknown>, aliases: readonly Alias[]) {
  const renamed = Object.fromEntries(Object.entries(body));
  const sentAs = new Map<string, string>();
  const problems: Problem[] = [];
  for (const { alias, name } of aliases) {
    if (!Object.hasOwn(renamed, alias)) continue;
    const value = renamed[alias];
    if (Object.hasOwn(renamed, name) && renamed[name] !== value) {
      problems.push({ path: alias, message: `differs from ${name}, which means the same`, value });
    } else {
      renamed[name] = value;
      sentAs.set(name, alias);
    }
    delete renamed[alias];
  }
  return { renamed, sentAs, problems };
}

function problemsOf(issue: z.core.$ZodIssue, input: unknown): Problem[] {
  const path = issue.path.map(String);
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({
      path: [...path, key].join('.'),
      message: 'is not a known field',
      value: valueAt([...path, key], input),
    }));
  }
  const value = valueAt(path, input);
  const message =
    value === undefined ? 'is required' : value instanceof Numeral ? 'is no such number' : issue.message;
  return [{ path: path.join('.'), message, ...(value === undefined ? {} : { value }) }];
}

const valueAt = (path: readonly string[], input: unknown): unknown =>
  path.reduce<unknown>((at, key) => (at as Record<string, unknown> | undefined)?.[key], input);
