import { Stack } from 'aws-cdk-lib';
import type { TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { type IGrantable, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { ISecret, Secret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Asks, Resource, TableShape } from '../doors.ts';
import type { SettingName } from '../settings.ts';
import { actionsOf } from './permissions.ts';
import type { UsageSeries } from './usage-series.ts';

/** How a function is let into a resource: what its environment is told, and what its role is allowed. */
export interface Reach<R extends Resource> {
  readonly settings: { readonly [name in SettingName]?: string };
  readonly letIn: (grantee: IGrantable, words: readonly Asks[R][]) => void;
}

const allow = ({ grantPrincipal }: IGrantable, actions: readonly string[], ...resources: string[]) =>
  grantPrincipal.addToPrincipalPolicy(new PolicyStatement({ actions: [...actions], resources }));

/** Into a table, and for listings into its indexes, each by its name. */
export const reachTable = <R extends Resource>(
  resource: R,
  setting: SettingName,
  table: TableV2,
  { indexes = [] }: TableShape,
): Reach<R> => ({
  settings: { [setting]: table.tableName },
  letIn: (grantee, words) => {
    allow(grantee, actionsOf(resource, words), table.tableArn);
    const indexArns = indexes.map((index) => `${table.tableArn}/index/${index.name}`);
    const lists = words.some((word) => word === 'list');
    if (lists && indexArns.length > 0) allow(grantee, ['dynamodb:Query'], ...indexArns);
  },
});

/** Into the Timestream table; its endpoints can be asked for only in general. */
export const reachSeries = (series: UsageSeries): Reach<'usage'> => ({
  settings: { TIMESTREAM_DATABASE: series.databaseName, TIMESTREAM_TABLE: series.tableName },
  letIn: (grantee, words) => {
    allow(grantee, actionsOf('usage', words), series.tableArn);
    allow(grantee, ['timestream:DescribeEndpoints'], '*');
  },
});

/**
 * Into a secret, and through Secrets Manager alone to the key that encrypts it, where that is not AWS's own. The key's
 * own policy has to leave such permissions to IAM, as that of every key does unless its owner said otherwise.
 */
export const reachSecret = (secret: ISecret | Secret): Reach<'adminKey'> => ({
  settings: { ADMIN_KEY_SECRET: secret.secretArn },
  letIn: (grantee, words) => {
    allow(grantee, actionsOf('adminKey', words), secret.secretFullArn ?? secret.secretArn);
    const { encryptionKey } = secret;
    if (!encryptionKey) return;
    grantee.grantPrincipal.addToPrincipalPolicy(
      new PolicyStatement({
        actions: ['kms:Decrypt'],
        resources: [encryptionKey.keyArn],
        conditions: {
          StringEquals: { 'kms:ViaService': `secretsmanager.${Stack.of(secret).region}.amazonaws.com` },
        },
      }),
    );
  },
});
