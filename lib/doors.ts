import type { SettingName } from './settings.ts';

/** What a door may ask of each resource, in the words of its port; `permissions.ts` says what AWS calls a word comes to. */
export interface Asks {
  readonly meters: 'add' | 'find' | 'find-all' | 'replace' | 'list';
  readonly customers: 'find' | 'find-all' | 'save' | 'list';
  readonly ledger: 'record' | 'cancel';
  /** `query` stands for all three questions to the series. */
  readonly usage: 'record' | 'query';
  readonly rejections: 'park' | 'find' | 'list' | 'remove';
  readonly tokens: 'seal' | 'open';
  readonly adminKey: 'read';
}
export type Resource = keyof Asks;
export type Access = { readonly [R in Resource]?: readonly Asks[R][] };

/** The events of SBT that doors answer to. */
export type MeteringEvent = 'ingestUsage' | 'onboardingRequest' | 'offboardingRequest';

/** One Lambda function: the file `functions/<name>.ts`, what calls it, what it may reach. */
export interface Door {
  /** The member of SBT's IMetering that it is, if it is one. */
  readonly member?: MeteringMember;
  /** Routes of the HTTP API, as API Gateway writes them. */
  readonly routes?: readonly string[];
  /** Routes that need no identity. */
  readonly open?: boolean;
  readonly event?: MeteringEvent;
  /** Stands a queue between rule and function, so that one invocation takes many entries. */
  readonly queued?: boolean;
  readonly access: Access;
  readonly memoryMegabytes: number;
  readonly timeoutSeconds: number;
}

export type SyncMember =
  | 'createMeterFunction'
  | 'fetchMeterFunction'
  | 'fetchAllMetersFunction'
  | 'updateMeterFunction'
  | 'deleteMeterFunction'
  | 'fetchUsageFunction'
  | 'cancelUsageEventsFunction';
export type AsyncMember = 'ingestUsageEventFunction' | 'createCustomerFunction' | 'deleteCustomerFunction';
export type MeteringMember = SyncMember | AsyncMember;

const small = { memoryMegabytes: 256, timeoutSeconds: 15 } as const;
/** As long as API Gateway waits. */
const query = { memoryMegabytes: 512, timeoutSeconds: 29 } as const;

/**
 * Every door of the house. The constructs and the local runtime read this one table, so routes, rules, permissions and
 * environments cannot differ between them.
 */
export const doors = {
  'create-meter': {
    member: 'createMeterFunction',
    routes: ['POST /meters'],
    access: { meters: ['add'] },
    ...small,
  },
  'fetch-meter': {
    member: 'fetchMeterFunction',
    routes: ['GET /meters/{meterId}'],
    access: { meters: ['find'] },
    ...small,
  },
  'fetch-all-meters': {
    member: 'fetchAllMetersFunction',
    routes: ['GET /meters'],
    access: { meters: ['list'], tokens: ['seal', 'open'] },
    ...small,
  },
  'update-meter': {
    member: 'updateMeterFunction',
    routes: ['PUT /meters/{meterId}'],
    access: { meters: ['find', 'replace'] },
    ...small,
  },
  'delete-meter': {
    member: 'deleteMeterFunction',
    routes: ['DELETE /meters/{meterId}'],
    access: { meters: ['find', 'replace'] },
    ...small,
  },
  'fetch-usage': {
    member: 'fetchUsageFunction',
    routes: ['GET /usage/{meterId}'],
    access: { meters: ['find'], usage: ['query'], tokens: ['seal', 'open'] },
    ...query,
  },
  'cancel-usage-events': {
    member: 'cancelUsageEventsFunction',
    routes: ['DELETE /usage'],
    access: { meters: ['find'], ledger: ['cancel'], usage: ['query', 'record'] },
    ...query,
  },
  'ingest-usage-event': {
    member: 'ingestUsageEventFunction',
    event: 'ingestUsage',
    queued: true,
    access: {
      meters: ['find-all'],
      customers: ['find-all'],
      ledger: ['record'],
      usage: ['record'],
      rejections: ['park'],
    },
    memoryMegabytes: 512,
    timeoutSeconds: 60,
  },
  'create-customer': {
    member: 'createCustomerFunction',
    event: 'onboardingRequest',
    access: { customers: ['find', 'save'], rejections: ['park'] },
    ...small,
  },
  'delete-customer': {
    member: 'deleteCustomerFunction',
    event: 'offboardingRequest',
    access: { customers: ['find', 'save'], rejections: ['park'] },
    ...small,
  },
  'post-usage': {
    routes: ['POST /usage'],
    access: { meters: ['find-all'], customers: ['find-all'], ledger: ['record'], usage: ['record'] },
    ...query,
  },
  'fetch-usage-events': {
    routes: ['GET /usage/{meterId}/events'],
    access: { meters: ['find'], usage: ['query'], tokens: ['seal', 'open'] },
    ...query,
  },
  customers: {
    routes: ['GET /customers', 'GET /customers/{customerId}', 'PUT /customers/{customerId}'],
    access: { customers: ['find', 'save', 'list'], tokens: ['seal', 'open'] },
    ...small,
  },
  rejections: {
    routes: [
      'GET /rejections',
      'POST /rejections/{rejectionId}/resubmit',
      'DELETE /rejections/{rejectionId}',
    ],
    access: {
      meters: ['find-all'],
      customers: ['find', 'find-all', 'save'],
      ledger: ['record'],
      usage: ['record'],
      rejections: ['find', 'list', 'remove'],
      tokens: ['seal', 'open'],
    },
    ...query,
  },
  openapi: { routes: ['GET /openapi.json'], open: true, access: {}, ...small },
  /** Answers what no route matches, in our words rather than the gateway's. */
  unrouted: { routes: ['$default'], open: true, access: {}, ...small },
  /** The Lambda authorizer in front of every route that is not open. */
  authorize: { access: { adminKey: ['read'] }, ...small },
} as const satisfies Record<string, Door>;

export type DoorName = keyof typeof doors;

/** The table with its rows widened, for code that walks all of it. */
export const allDoors = Object.entries(doors) as readonly (readonly [DoorName, Door])[];

/**
 * How often a queued entry is tried before it is put aside. In the cloud failed entries come again after about six minutes,
 * so usage outlives two hours without a store.
 */
export const mostReceives = 20;

/** The detail-types of both SBT lines, and the plain names of the IMetering page. Rules match these, from any source. */
export const detailTypes: Readonly<Record<MeteringEvent, readonly string[]>> = {
  ingestUsage: ['ingestUsage', 'sbt_aws_ingestUsage', 'INGEST_USAGE'],
  onboardingRequest: ['onboardingRequest', 'sbt_aws_onboardingRequest', 'ONBOARDING_REQUEST'],
  offboardingRequest: ['offboardingRequest', 'sbt_aws_offboardingRequest', 'OFFBOARDING_REQUEST'],
};

/** The pattern of the rule in front of a door. */
export const eventPattern = (event: MeteringEvent): { 'detail-type': string[] } => ({
  'detail-type': [...detailTypes[event]],
});

/** Which settings each resource needs in the environment of a door that reaches it. */
export const resourceSettings: Readonly<Record<Resource, readonly SettingName[]>> = {
  meters: ['METERS_TABLE'],
  customers: ['CUSTOMERS_TABLE'],
  ledger: ['LEDGER_TABLE'],
  usage: ['TIMESTREAM_DATABASE', 'TIMESTREAM_TABLE'],
  rejections: ['REJECTIONS_TABLE'],
  tokens: ['TOKENS_TABLE'],
  adminKey: ['ADMIN_KEY_SECRET'],
};

/** The DynamoDB tables, as keys and indexes; the constructs and the local runtime create them from here. */
export interface TableShape {
  readonly partitionKey: string;
  readonly sortKey?: { readonly name: string; readonly type: 'S' | 'N' };
  readonly indexes?: readonly {
    readonly name: string;
    readonly partitionKey: string;
    readonly sortKey: string;
  }[];
  readonly timeToLive?: string;
}
export const tables = {
  /** One partition, so that the listing is ordered and consistent; writes are rare. */
  METERS_TABLE: { partitionKey: 'pk', sortKey: { name: 'sk', type: 'S' } },
  CUSTOMERS_TABLE: { partitionKey: 'pk', sortKey: { name: 'sk', type: 'S' } },
  /** pk: meter and customer; sk: event id. */
  LEDGER_TABLE: { partitionKey: 'pk', sortKey: { name: 'sk', type: 'S' } },
  /** pk: rejection id; sk: part of a large event. The index lists part 0 by time. */
  REJECTIONS_TABLE: {
    partitionKey: 'pk',
    sortKey: { name: 'sk', type: 'N' },
    indexes: [{ name: 'newest', partitionKey: 'shard', sortKey: 'at' }],
    timeToLive: 'expires',
  },
  TOKENS_TABLE: { partitionKey: 'pk' },
} as const satisfies Partial<Record<SettingName, TableShape>>;
export type TableSetting = keyof typeof tables;

/** The Timestream table: young events in memory, all others as long as the service keeps anything; 73,000 days are 200 years. */
export const usageSeries = { memoryHours: 24, magneticDays: 73_000, partitionKey: 'customer_id' } as const;
