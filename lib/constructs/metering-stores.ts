import { RemovalPolicy } from 'aws-cdk-lib';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { ISecret, Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import { type Asks, type Resource, type TableSetting, type TableShape, tables } from '../doors.ts';
import { type Reach, reachSecret, reachSeries, reachTable } from './reach.ts';
import { tableFromShape } from './table-from-shape.ts';
import { UsageSeries } from './usage-series.ts';

export interface MeteringStoresProps {
  /**
   * What becomes of the data when the stack goes.
   * @default RemovalPolicy.RETAIN
   */
  readonly removalPolicy?: RemovalPolicy;
  /**
   * Whether each DynamoDB table can be put back to any second of the last 35 days.
   * @default true
   */
  readonly pointInTimeRecovery?: boolean;
  /**
   * Whether the DynamoDB tables refuse to be deleted, by whomever.
   * @default true, unless removalPolicy is DESTROY
   */
  readonly deletionProtection?: boolean;
  /**
   * The key of our own API's administrator, which the authorizer compares with. Behind the SaaS Builder Toolkit nobody
   * needs one.
   * @default none
   */
  readonly adminKey?: ISecret | Secret;
}

/**
 * Where everything is kept: DynamoDB for what decides, Timestream for what answers queries. It hands out no names and no
 * ARNs of tables: a function is let in with `grant`.
 */
export class MeteringStores extends Construct {
  readonly series: UsageSeries;
  readonly #reach: { readonly [R in Resource]: Reach<R> | undefined };

  constructor(scope: Construct, id: string, props: MeteringStoresProps = {}) {
    super(scope, id);
    const removalPolicy = props.removalPolicy ?? RemovalPolicy.RETAIN;
    const safety = {
      removalPolicy,
      pointInTimeRecovery: props.pointInTimeRecovery ?? true,
      deletionProtection: props.deletionProtection ?? removalPolicy !== RemovalPolicy.DESTROY,
    };
    const table = <R extends Resource>(id: string, resource: R, setting: TableSetting): Reach<R> => {
      const shape: TableShape = tables[setting];
      return reachTable(resource, setting, tableFromShape(this, id, shape, safety), shape);
    };
    this.series = new UsageSeries(this, 'Usage', { removalPolicy });
    this.#reach = {
      meters: table('Meters', 'meters', 'METERS_TABLE'),
      customers: table('Customers', 'customers', 'CUSTOMERS_TABLE'),
      ledger: table('Ledger', 'ledger', 'LEDGER_TABLE'),
      rejections: table('Rejections', 'rejections', 'REJECTIONS_TABLE'),
      tokens: table('Tokens', 'tokens', 'TOKENS_TABLE'),
      usage: reachSeries(this.series),
      adminKey: props.adminKey && reachSecret(props.adminKey),
    };
  }

  /**
   * Lets a function reach a resource: the settings that name it, and permission for exactly the calls of these words.
   * Throws for `adminKey` when these stores were given none.
   */
  grant<R extends Resource>(resource: R, words: readonly Asks[R][], fn: LambdaFunction): void {
    const reach = this.#reach[resource];
    if (!reach)
      throw new Error(`${this.node.path} was given no ${resource}: pass it to let ${fn.node.path} in`);
    for (const [name, value] of Object.entries(reach.settings)) fn.addEnvironment(name, value);
    reach.letIn(fn, words);
  }
}
