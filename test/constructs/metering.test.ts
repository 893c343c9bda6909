import * as sbt from '@cdklabs/sbt-aws';
import { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { describe, expect, it } from 'vitest';
import { Metering, type MeteringProps } from '../../lib/constructs/metering.ts';
import { allDoors, type Door, type DoorName, type MeteringMember, type SyncMember } from '../../lib/doors.ts';
import { scratchApp } from './scratch-app.ts';

/**
 * IMetering as the lines of SBT after 0.5 have it, where a trigger is no longer a word of an enumeration. Those lines are
 * not installed here; written by hand after the contract of IMetering that this package keeps to: a synchronous member
 * is `{ handler, scope? }`, an asynchronous one `{ handler, trigger? }`.
 */
type LaterMetering = {
  [member in Exclude<SyncMember, OptionalMember>]: { handler: IFunction; scope?: string };
} & { [member in Extract<SyncMember, OptionalMember>]?: { handler: IFunction; scope?: string } } & {
  ingestUsageEventFunction: LaterAsyncFunction;
  createCustomerFunction?: LaterAsyncFunction;
  deleteCustomerFunction?: LaterAsyncFunction;
};
type OptionalMember = 'updateMeterFunction' | 'deleteMeterFunction' | 'cancelUsageEventsFunction';
interface LaterAsyncFunction {
  readonly handler: IFunction;
  readonly trigger?: { readonly detailType: string; readonly source: string };
}

const mount = <Trigger = never>(props?: MeteringProps<Trigger>) => {
  const stack = new Stack(scratchApp({ 'aws:cdk:bundling-stacks': [] }), 'Stack');
  return { stack, metering: new Metering<Trigger>(stack, 'Metering', props) };
};

const members = allDoors.flatMap(([, { member }]) => (member ? [member] : [])) as readonly MeteringMember[];

describe('Metering', () => {
  it('is an IMetering of SBT 0.5 and of the later lines', () => {
    const { metering } = mount();
    const now: sbt.IMetering = metering;
    const later: LaterMetering = metering;
    expect(now).toBe(later);
  });

  it('takes the triggers of both lines', () => {
    const now: sbt.IMetering = mount({
      triggers: { createCustomerFunction: sbt.DetailType.PROVISION_SUCCESS },
    }).metering;
    const later: LaterMetering = mount({
      triggers: { deleteCustomerFunction: { detailType: 'tenantGone', source: 'app' } },
    }).metering;
    expect(now.createCustomerFunction?.trigger).toBe('provisionSuccess');
    expect(later.deleteCustomerFunction?.trigger).toEqual({ detailType: 'tenantGone', source: 'app' });
  });

  it('has all ten members, each a function of its own', () => {
    const { metering } = mount();
    expect(members).toHaveLength(10);
    expect(new Set(members.map((member) => metering[member].handler)).size).toBe(10);
    for (const [name, { member }] of allDoors)
      if (member)
        expect(metering.functions.get(name)?.handler).toBe(metering[member as MeteringMember].handler);
  });

  it('sets neither a scope nor a trigger that nobody asked for', () => {
    const { metering } = mount();
    for (const member of members) expect(Object.keys(metering[member])).toEqual(['handler']);
  });

  it('passes on the scopes it is given, to those members alone', () => {
    const scopes = { createMeterFunction: 'meters/write' };
    const { metering } = mount({ scopes });
    expect(metering.createMeterFunction.scope).toBe('meters/write');
    expect(metering.fetchMeterFunction).not.toHaveProperty('scope');
  });

  it('has a failure destination behind each event, which SBT sends to the function itself', () => {
    const { stack, metering } = mount();
    const called = allDoors.filter(([, door]: readonly [DoorName, Door]) => door.event);
    for (const [name] of called) expect(metering.functions.get(name)?.failures).toBeDefined();
    Template.fromStack(stack).resourceCountIs('AWS::Lambda::EventInvokeConfig', called.length);
  });

  it('brings no bus, no API and no administrator, and so depends on no other stack', () => {
    const { stack } = mount();
    const template = Template.fromStack(stack);
    for (const type of ['Events::EventBus', 'Events::Rule', 'ApiGatewayV2::Api', 'SecretsManager::Secret'])
      template.resourceCountIs(`AWS::${type}`, 0);
    template.resourceCountIs('AWS::Lambda::Function', 10);
    expect(stack.dependencies).toEqual([]);
  });
});
