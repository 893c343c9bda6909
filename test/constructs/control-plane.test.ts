import { ControlPlane, DetailType } from '@cdklabs/sbt-aws';
import { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { Metering, type MeteringProps } from '../../lib/constructs/metering.ts';
import { allDoors, type Door, type DoorName, detailTypes } from '../../lib/doors.ts';
import { scratchApp } from './scratch-app.ts';
import { doorFunction, resource, resources, target } from './template-reading.ts';

const members = allDoors.filter(([, door]: readonly [DoorName, Door]) => door.member);
const synchronous = members.flatMap(([name, { routes = [] }]: readonly [DoorName, Door]) =>
  routes.map((route) => ({ name, route })),
);
const asynchronous = members.flatMap(([name, { event }]: readonly [DoorName, Door]) =>
  event ? [{ name, event }] : [],
);

// SBT itself uses parts of the CDK that are on their way out.
beforeAll(() => vi.stubEnv('JSII_DEPRECATED', 'quiet'));
afterAll(() => vi.unstubAllEnvs());

/** As users of SBT synthesize without docker: nothing is bundled. */
function mount(props?: MeteringProps<DetailType>, own = false) {
  const app = scratchApp({ 'aws:cdk:bundling-stacks': [] });
  const stack = new Stack(app, 'ControlPlaneStack');
  const home = own ? new Stack(app, 'MeteringStack') : stack;
  const metering = new Metering(home, 'Metering', props);
  new ControlPlane(stack, 'ControlPlane', { systemAdminEmail: 'admin@example.com', metering });
  return { stack, home, template: Template.fromStack(stack) };
}

const ruleOf = (template: Template, detailType: string) =>
  resource(template, 'AWS::Events::Rule', ({ EventPattern }) =>
    JSON.stringify(EventPattern).includes(`"detail-type":["${detailType}"]`),
  );

const permissionsOn = (template: Template, name: DoorName) => {
  const { id } = doorFunction(template, name);
  return resources(template, 'AWS::Lambda::Permission', (it) => target(it['FunctionName']) === id).map(
    ({ properties }) => properties,
  );
};

describe('Metering in a control plane of SBT 0.5.25', () => {
  let template: Template;
  beforeAll(() => {
    template = mount().template;
  });

  it.each(synchronous)(
    'answers $route with $name, behind SBT’s tokens and without a scope',
    ({ name, route }) => {
      const { properties } = resource(template, 'AWS::ApiGatewayV2::Route', (it) => it['RouteKey'] === route);
      expect(properties['AuthorizationType']).toBe('JWT');
      expect(properties['AuthorizationScopes'] ?? []).toEqual([]);
      const { 'Fn::Join': join } = properties['Target'] as { 'Fn::Join': [string, [string, unknown]] };
      const integration = template.findResources('AWS::ApiGatewayV2::Integration')[target(join[1][1])];
      expect(integration?.['Properties']).toMatchObject({
        IntegrationUri: { 'Fn::GetAtt': [doorFunction(template, name).id, 'Arn'] },
        PayloadFormatVersion: '2.0',
      });
      expect(permissionsOn(template, name)).toEqual([
        expect.objectContaining({ Principal: 'apigateway.amazonaws.com', Action: 'lambda:InvokeFunction' }),
      ]);
    },
  );

  it.each(asynchronous)('gives $event to $name', ({ name, event }) => {
    const [ofThisLine = ''] = detailTypes[event];
    const rule = ruleOf(template, ofThisLine);
    expect(rule.properties['Targets']).toMatchObject([
      { Arn: { 'Fn::GetAtt': [doorFunction(template, name).id, 'Arn'] } },
    ]);
    expect(permissionsOn(template, name)).toEqual([
      expect.objectContaining({
        Principal: 'events.amazonaws.com',
        SourceArn: { 'Fn::GetAtt': [rule.id, 'Arn'] },
      }),
    ]);
  });

  it('ships its handlers whole although nothing is bundled', () => {
    for (const [name] of members) {
      const { Code } = doorFunction(template, name).properties as { Code: { S3Key: string } };
      expect(Code.S3Key).toMatch(/^[0-9a-f]{64}\.zip$/);
    }
  });

  it('keeps its data when the control plane destroys its own', () => {
    for (const table of Object.values(template.findResources('AWS::DynamoDB::GlobalTable')))
      expect(table['DeletionPolicy']).toBe('Retain');
  });
});

it('asks for scopes and listens to triggers that its user chose', () => {
  const { template } = mount({
    scopes: { fetchUsageFunction: 'usage/read' },
    triggers: { createCustomerFunction: DetailType.TENANT_USER_CREATED },
  });
  const route = resource(
    template,
    'AWS::ApiGatewayV2::Route',
    (it) => it['RouteKey'] === 'GET /usage/{meterId}',
  );
  expect(route.properties['AuthorizationScopes']).toEqual(['usage/read']);
  expect(ruleOf(template, 'tenantUserCreated').properties['Targets']).toMatchObject([
    { Arn: { 'Fn::GetAtt': [doorFunction(template, 'create-customer').id, 'Arn'] } },
  ]);
});

it('may live in a stack of its own, on which the control plane’s depends and not the reverse', () => {
  const { stack, home, template } = mount({}, true);
  expect(stack.dependencies).toEqual([home]);
  expect(home.dependencies).toEqual([]);
  const routes = resources(template, 'AWS::ApiGatewayV2::Route').map(
    ({ properties }) => properties['RouteKey'],
  );
  expect(routes).toEqual(expect.arrayContaining(synchronous.map(({ route }) => route)));
  expect(Template.fromStack(home).findResources('AWS::Lambda::Permission')).toEqual({});
});
