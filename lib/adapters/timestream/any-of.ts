import { list, type Sql, sql } from './sql.ts';

/**
 * Whether an expression equals one of some texts, each written as the series keeps it. Texts that no event can have
 * (too long, or no Unicode) match nothing and do not reach the query.
 */
export function anyOf(
  expression: Sql,
  texts: readonly string[],
  longest: number,
  kept: (text: string) => string,
): Sql {
  const possible = [...new Set(texts)].filter((text) => text.length <= longest && text.isWellFormed());
  return possible.length > 0 ? sql`${expression} IN (${list(possible.map(kept))})` : sql`1 = 0`;
}
