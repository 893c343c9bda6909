import { randomUUID } from 'node:crypto';
import { invalid, ServiceFault } from '../fault.ts';
import type { Page } from './result-rows.ts';
import type { RunningQuery } from './running-query.ts';

/** Results that are being fetched page by page. */
export interface Cursors {
  /** Keeps a query whose first page is read already; answers the token for that page. */
  open(query: RunningQuery, text: string, first: Page): string;
  /** The page behind a token. Refuses tokens that are unknown, used up, too old or of another text. */
  fetch(token: string, text: string, maxRows: number | undefined): Promise<Fetched>;
  /** Whether there was such a query to cancel. */
  cancel(queryId: string): boolean;
  close(): void;
}

export interface Fetched {
  readonly query: RunningQuery;
  readonly rows: readonly string[];
  readonly nextToken?: string;
}

interface Cursor {
  readonly query: RunningQuery;
  readonly text: string;
  /** The page last asked for and, once that has been read, the one after it. */
  slots: readonly Slot[];
  cancelled: boolean;
}

interface Slot {
  readonly token: string;
  readonly expiresAt: number;
  uses: number;
  page?: Promise<Page>;
}

const MAX_USES = 5;
const LIFETIME_MILLIS = 3_600_000;
/** Each holds up to two pages and a state of the tables; the oldest gives way. */
const MAX_CURSORS = 32;

export function openCursors(clock: { now(): number }): Cursors {
  const cursors = new Set<Cursor>();

  const drop = (cursor: Cursor) => {
    cursor.query.close();
    cursors.delete(cursor);
  };
  const newSlot = (): Slot => ({ token: randomUUID(), expiresAt: clock.now() + LIFETIME_MILLIS, uses: 0 });
  const sweep = () => {
    for (const cursor of cursors) {
      if (cursor.slots.every(({ expiresAt }) => expiresAt <= clock.now())) drop(cursor);
    }
  };
  const sweeper = setInterval(sweep, 60_000).unref();

  const find = (token: string, text: string): [Cursor, Slot] => {
    for (const cursor of cursors) {
      const slot = cursor.slots.find((one) => one.token === token);
      if (slot && cursor.text === text) return [cursor, slot];
    }
    throw invalid('Invalid pagination token.');
  };

  return {
    open(query, text, first) {
      const slot = { ...newSlot(), page: Promise.resolve(first) };
      cursors.add({ query, text, slots: [slot], cancelled: false });
      const [oldest] = cursors;
      if (oldest && cursors.size > MAX_CURSORS) drop(oldest);
      return slot.token;
    },
    async fetch(token, text, maxRows) {
      const [cursor, slot] = find(token, text);
      if (cursor.cancelled)
        throw new ServiceFault('ConflictException', 'Unable to poll results for a cancelled query.');
      if (slot.expiresAt <= clock.now() || slot.uses >= MAX_USES) throw invalid('Invalid pagination token.');
      slot.uses++;
      // To go on is to give up the page before.
      if (slot !== cursor.slots[0]) cursor.slots = [slot];
      slot.page ??= cursor.query.page(maxRows);
      const page = await slot.page;
      if (page.last) return { query: cursor.query, rows: page.rows };
      const next = cursor.slots[1] ?? newSlot();
      if (cursor.slots[0] === slot) cursor.slots = [slot, next];
      return { query: cursor.query, rows: page.rows, nextToken: next.token };
    },
    cancel(queryId) {
      const cursor = [...cursors].find(({ query }) => query.id === queryId);
      if (!cursor || cursor.cancelled) return false;
      cursor.cancelled = true;
      cursor.query.close();
      return true;
    },
    close() {
      clearInterval(sweeper);
      for (const cursor of cursors) drop(cursor);
    },
  };
}
