import { name, type Sql, sql } from './sql.ts';

/** Which database and table hold the usage series. */
export interface TableName {
  readonly database: string;
  readonly table: string;
}

export const tableSql = ({ database, table }: TableName): Sql => sql`${name(database)}.${name(table)}`;
