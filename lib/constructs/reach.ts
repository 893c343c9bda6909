import type { TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { ISecret, Secret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Access, Resource, TableShape } from '../doors.ts';
import type { SettingName } from '../settings.ts';
import { actionsOf } from './permissions.ts';
import type { UsageSeries } from './usage-series.ts';

/** How a function is let into a resource: what its environment is told, and what its role is allowed. */
export interface Reach {
  readonly settings: { readonly [name in SettingName]?: string };
  readonly statements: (access: Access) => readonly PolicyStatement[];
}

const allow = (actions: readonly string[], ...resources: string[]) =>
  new PolicyStatement({ actions: [...actions], resources });

/** Into a table, and for queries into its indexes, each by its name. */
export function reachTable(
  resource: Resource,
  setting: SettingName,
  table: TableV2,
  { indexes = [] }: TableShape,
): Reach {
  const indexArns = indexes.map((index) => `${table.tableArn}/index/${index.name}`);
  return {
    settings: { [setting]: table.tableName },
    statements: (access) => {
      const actions = actionsOf(resource, access);
      const onTable = allow(actions, table.tableArn);
      const query = actions.filter((action) => action === 'dynamodb:Query');
      return indexArns.length > 0 && query.length > 0 ? [onTable, allow(query, ...indexArns)] : [onTable];
    },
  };
}

/** Into the Timestream table; its endpoints can be asked for only in general. */
export const reachSeries = (series: UsageSeries): Reach => ({
  settings: { TIMESTREAM_DATABASE: series.databaseName, TIMESTREAM_TABLE: series.tableName },
  statements: (access) => [
    allow(actionsOf('usage', access), series.tableArn),
    allow(['timestream:DescribeEndpoints'], '*'),
  ],
});

/** Into a secret that AWS's own key encrypts, or that lets its readers use its key. */
export const reachSecret = (secret: ISecret | Secret): Reach => ({
  settings: { ADMIN_KEY_SECRET: secret.secretArn },
  statements: (access) => [allow(actionsOf('adminKey', access), secret.secretFullArn ?? secret.secretArn)],
});
