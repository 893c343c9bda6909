import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { type AsyncMember, allDoors, type DoorName, type MeteringMember, type SyncMember } from '../doors.ts';
import { type MeteringFunction, type MeteringFunctionOptions, openDoors } from './metering-function.ts';
import { MeteringStores, type MeteringStoresProps } from './metering-stores.ts';

/** A member that answers a route; SBT asks for `scope` when it is set, and for none otherwise. */
export interface SyncFunction {
  readonly handler: IFunction;
  readonly scope?: string;
}

/** A member that answers an event; SBT has a default for `trigger`. */
export interface AsyncFunction<Trigger> {
  readonly handler: IFunction;
  readonly trigger?: Trigger;
}

const doorOf: ReadonlyMap<MeteringMember, DoorName> = new Map(
  allDoors.flatMap(([name, { member }]) => (member ? [[member, name] as const] : [])),
);

/** @typeParam Trigger what your line of the SaaS Builder Toolkit takes for a trigger, `DetailType` in most */
export interface MeteringProps<Trigger = never> extends MeteringStoresProps, MeteringFunctionOptions {
  /**
   * Scopes that a token must carry for a member's route. SBT's own Cognito issues none for metering: set them only with
   * an identity provider that does, or everyone is answered 403.
   * @default none
   */
  readonly scopes?: Readonly<Partial<Record<SyncMember, string>>>;
  /**
   * Events other than SBT's defaults that call a member.
   * @default none
   */
  readonly triggers?: Readonly<Partial<Record<AsyncMember, Trigger>>>;
}

/**
 * The metering of a control plane that the SaaS Builder Toolkit builds: all ten functions of its IMetering, and the
 * stores behind them. It has the shape of that interface without importing it, so it fits both lines of SBT. It takes no
 * event bus and no API, and so may live in the control plane's stack or in one of its own.
 *
 * @example
 * new ControlPlane(stack, 'ControlPlane', { systemAdminEmail, metering: new Metering(stack, 'Metering') });
 */
export class Metering<Trigger = never> extends Construct {
  readonly createMeterFunction: SyncFunction;
  readonly fetchMeterFunction: SyncFunction;
  readonly fetchAllMetersFunction: SyncFunction;
  readonly updateMeterFunction: SyncFunction;
  readonly deleteMeterFunction: SyncFunction;
  readonly fetchUsageFunction: SyncFunction;
  readonly cancelUsageEventsFunction: SyncFunction;
  readonly ingestUsageEventFunction: AsyncFunction<Trigger>;
  readonly createCustomerFunction: AsyncFunction<Trigger>;
  readonly deleteCustomerFunction: AsyncFunction<Trigger>;
  readonly stores: MeteringStores;
  /** The ten functions by the names of their doors. */
  readonly functions: ReadonlyMap<DoorName, MeteringFunction>;

  constructor(scope: Construct, id: string, props: MeteringProps<Trigger> = {}) {
    super(scope, id);
    this.stores = new MeteringStores(this, 'Stores', props);
    this.functions = openDoors(this, [...doorOf.values()], { ...props, stores: this.stores });

    const sync = (member: SyncMember): SyncFunction => {
      const requiredScope = props.scopes?.[member];
      return { handler: this.#handler(member), ...(requiredScope && { scope: requiredScope }) };
    };
    const async = (member: AsyncMember): AsyncFunction<Trigger> => {
      const trigger = props.triggers?.[member];
      return { handler: this.#handler(member), ...(trigger && { trigger }) };
    };
    this.createMeterFunction = sync('createMeterFunction');
    this.fetchMeterFunction = sync('fetchMeterFunction');
    this.fetchAllMetersFunction = sync('fetchAllMetersFunction');
    this.updateMeterFunction = sync('updateMeterFunction');
    this.deleteMeterFunction = sync('deleteMeterFunction');
    this.fetchUsageFunction = sync('fetchUsageFunction');
    this.cancelUsageEventsFunction = sync('cancelUsageEventsFunction');
    this.ingestUsageEventFunction = async('ingestUsageEventFunction');
    this.createCustomerFunction = async('createCustomerFunction');
    this.deleteCustomerFunction = async('deleteCustomerFunction');
  }

  #handler(member: MeteringMember): IFunction {
    const name = doorOf.get(member);
    const door = name && this.functions.get(name);
    if (!door) throw new Error(`no door is the ${member} of IMetering`);
    return door.handler;
  }
}
