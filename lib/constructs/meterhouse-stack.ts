import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import type { ThrottleSettings } from 'aws-cdk-lib/aws-apigatewayv2';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';
import { allDoors } from '../doors.ts';
import { Metering } from './metering.ts';
import { MeteringApi } from './metering-api.ts';
import { MeteringEvents } from './metering-events.ts';
import { type MeteringFunctionOptions, openDoors } from './metering-function.ts';
import type { MeteringStoresProps } from './metering-stores.ts';

export interface MeterhouseStackProps
  extends StackProps,
    Omit<MeteringStoresProps, 'adminKey'>,
    Omit<MeteringFunctionOptions, 'fedByQueue'> {
  /**
   * Requests a second over all routes; above it the gateway answers 429.
   * @default 500 steady, 1,000 in a burst
   */
  readonly throttle?: ThrottleSettings;
}

/** Meterhouse standing alone: every door, its own HTTP API with an administrator's key, its own event bus. */
export class MeterhouseStack extends Stack {
  constructor(scope: Construct, id: string, props: MeterhouseStackProps = {}) {
    super(scope, id, props);
    refuseOtherStores(this.node.tryGetContext('usageStore'));

    const adminKey = new Secret(this, 'AdminKey', {
      description: 'The key of the Meterhouse administrator, sent as X-API-KEY or Authorization: Bearer',
      generateSecretString: { excludePunctuation: true, passwordLength: 48 },
    });
    const metering = new Metering(this, 'Metering', { ...props, adminKey, fedByQueue: true });
    const others = allDoors.flatMap(([name, { member }]) => (member ? [] : [name]));
    const functions = new Map([
      ...metering.functions,
      ...openDoors(this, others, { ...props, stores: metering.stores }),
    ]);
    const api = new MeteringApi(this, 'Api', { ...props, functions });
    const { bus } = new MeteringEvents(this, 'Events', { functions });

    new CfnOutput(this, 'ApiUrl', { value: api.url });
    new CfnOutput(this, 'EventBusName', { value: bus.eventBusName });
    new CfnOutput(this, 'AdminKeySecretArn', { value: adminKey.secretArn });
  }
}

function refuseOtherStores(usageStore: unknown): void {
  if (usageStore === undefined || usageStore === 'timestream') return;
  throw new Error(
    `the usage store "${String(usageStore)}" is not there yet: leave the context usageStore away, or set it to timestream`,
  );
}
