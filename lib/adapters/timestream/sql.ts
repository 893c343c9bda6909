const raw = Symbol('sql');

/** A piece of a query whose every text was quoted. Only this file makes them. */
export interface Sql {
  readonly [raw]: string;
}

type Part = string | number | Sql;

/**
 * Writes SQL: an interpolated text becomes a quoted literal, a number must be a safe integer, and only another piece
 * of SQL goes in as it is. Timestream has no bind parameters for queries.
 * @example sql`SELECT id FROM ${name('usage')} WHERE meter_id = ${meterId}`
 */
export const sql = (texts: TemplateStringsArray, ...parts: readonly Part[]): Sql => ({
  [raw]: String.raw({ raw: texts }, ...parts.map(written)),
});

/** Pieces one after the other; nothing where there are none. */
export const joined = (parts: readonly Part[], separator: ', ' | ' AND ' | ' '): Sql => ({
  [raw]: parts.map(written).join(separator),
});

export const list = (parts: readonly Part[]): Sql => joined(parts, ', ');

/** A name of ours (database, table, column) in double quotes; refuses what cannot be one. */
export function name(text: string): Sql {
  if (!/^[A-Za-z0-9_.-]{1,256}$/.test(text)) throw new Error(`not a name that may stand in a query: ${text}`);
  return { [raw]: `"${text}"` };
}

export const none = sql``;

export const textOf = (query: Sql): string => query[raw];

function written(part: Part): string {
  if (typeof part === 'number') {
    if (!Number.isSafeInteger(part)) throw new RangeError(`not a whole number: ${part}`);
    // Two hyphens in a row would begin a comment.
    return part < 0 ? `(${part})` : String(part);
  }
  if (typeof part !== 'string') {
    if (!(raw in part)) throw new TypeError('not a piece of SQL');
    return part[raw];
  }
  if (!part.isWellFormed()) throw new Error('a text of a query must be well-formed Unicode');
  return `'${part.replaceAll("'", "''")}'`;
}
