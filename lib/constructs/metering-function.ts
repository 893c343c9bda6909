import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { SqsDestination } from 'aws-cdk-lib/aws-lambda-destinations';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { type Asks, type Door, type DoorName, doors, type Resource } from '../doors.ts';
import type { SettingName, Settings } from '../settings.ts';
import { DeadLetterQueue } from './dead-letter-queue.ts';
import { handlerCode } from './handler-code.ts';
import type { MeteringStores } from './metering-stores.ts';

/** What an operator may choose for all doors, or for one by its name. */
export interface MeteringFunctionOptions {
  /**
   * What becomes of usage of a customer that nobody announced: counted, or parked until somebody looks at it.
   * @default 'accept'
   */
  readonly unknownCustomers?: Settings['UNKNOWN_CUSTOMERS'];
  /**
   * Days that parked events are kept, a whole number.
   * @default 90
   */
  readonly rejectionDays?: number;
  /** @default RetentionDays.THREE_MONTHS */
  readonly logRetention?: RetentionDays;
  /**
   * Memory of single functions, in MB; with it grows their share of a processor.
   * @default as the table of doors says, 256 or 512
   */
  readonly memoryMegabytes?: Readonly<Partial<Record<DoorName, number>>>;
  /**
   * Whether the doors that the table says are queued are fed from the queue that `MeteringEvents` puts before them: then
   * what fails stays there, and they need no failure destination. SBT calls them directly.
   * @default false
   */
  readonly fedByQueue?: boolean;
}

export interface MeteringFunctionProps extends MeteringFunctionOptions {
  readonly stores: MeteringStores;
}

/**
 * One door as a Lambda function, with a role, a log group and a little environment of its own. A door that events
 * call keeps what it could not take, after Lambda's retries, in `failures`.
 */
export class MeteringFunction extends Construct {
  readonly handler: LambdaFunction;
  /** Events that failed for good, each with the error that it failed with. */
  readonly failures: DeadLetterQueue | undefined;

  constructor(scope: Construct, name: DoorName, props: MeteringFunctionProps) {
    super(scope, name);
    const door: Door = doors[name];
    const logGroup = new LogGroup(this, 'Logs', {
      retention: props.logRetention ?? RetentionDays.THREE_MONTHS,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    logGroup.grantWrite(role);
    const calledByEvents = door.event && !(door.queued && props.fedByQueue);
    this.failures = calledByEvents ? new DeadLetterQueue(this, 'Failures') : undefined;
    this.handler = new LambdaFunction(this, 'Handler', {
      description: `Meterhouse: ${name}`,
      code: handlerCode(name),
      handler: 'index.handler',
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      memorySize: props.memoryMegabytes?.[name] ?? door.memoryMegabytes,
      timeout: Duration.seconds(door.timeoutSeconds),
      environment: policies(door, props),
      role,
      logGroup,
      // Lambda tries a failed event twice again, within minutes; the six hours are for a function that is throttled.
      ...(this.failures && {
        onFailure: new SqsDestination(this.failures),
        retryAttempts: 2,
        maxEventAge: Duration.hours(6),
      }),
    });
    for (const [resource, words] of Object.entries(door.access) as [Resource, Asks[Resource][]][])
      props.stores.grant(resource, words, this.handler);
  }
}

/** The choices of the operator, told to the doors that act on them. */
function policies({ access }: Door, options: MeteringFunctionOptions): { [name in SettingName]?: string } {
  const { unknownCustomers = 'accept', rejectionDays = 90 } = options;
  if (!Number.isInteger(rejectionDays) || rejectionDays < 1)
    throw new Error(`rejectionDays is a whole number of days, at least 1, not ${rejectionDays}`);
  return {
    ...(access.ledger?.includes('record') && { UNKNOWN_CUSTOMERS: unknownCustomers }),
    ...(access.rejections?.includes('park') && { REJECTION_DAYS: String(rejectionDays) }),
  };
}

/** The doors of these names, each mounted in the scope under its name. */
export const openDoors = (
  scope: Construct,
  names: readonly DoorName[],
  props: MeteringFunctionProps,
): ReadonlyMap<DoorName, MeteringFunction> =>
  new Map(names.map((name) => [name, new MeteringFunction(scope, name, props)]));
