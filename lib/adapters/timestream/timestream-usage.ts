import type { UsageStore } from '../../core/ports/usage-store.ts';
import { aggregateUsage } from './aggregate-usage.ts';
import type { TimestreamClients } from './clients.ts';
import { listEvents } from './list-events.ts';
import { locateEvents } from './locate-events.ts';
import { recordUsage } from './record-usage.ts';
import type { TableName } from './table-name.ts';

/**
 * The usage series in a Timestream for LiveAnalytics table that holds nothing else. Reads follow writes a moment later,
 * those of usage older than the memory store's hours up to six hours later: the ledger, not this, is the truth.
 * @example timestreamUsage(timestreamClients(), { database: 'meterhouse', table: 'usage' })
 */
export const timestreamUsage = ({ write, query }: TimestreamClients, table: TableName): UsageStore => ({
  record: (entries) => recordUsage(write, table, entries),
  aggregate: (asked) => aggregateUsage(query, table, asked),
  events: (selection, page) => listEvents(query, table, selection, page),
  locate: (meterId, ids) => locateEvents(query, table, meterId, ids),
});
