import { Stack } from 'aws-cdk-lib';
import { Match } from 'aws-cdk-lib/assertions';
import { describe, expect, it, test } from 'vitest';
import { MeteringApi } from '../../lib/constructs/metering-api.ts';
import { allDoors, type Door } from '../../lib/doors.ts';
import { scratchApp } from './scratch-app.ts';
import { standingAlone } from './standing-alone.ts';
import { doorFunction, resource, resources, target } from './template-reading.ts';

const template = standingAlone();
const byRoute = allDoors.flatMap(([name, door]: readonly [(typeof allDoors)[number][0], Door]) =>
  (door.routes ?? []).map((route) => ({ route, name, open: door.open ?? false })),
);

test('the API has every route of the table, and no other', () => {
  const keys = resources(template, 'AWS::ApiGatewayV2::Route').map(
    ({ properties }) => properties['RouteKey'],
  );
  expect(keys.toSorted()).toEqual(byRoute.map(({ route }) => route).toSorted());
});

describe.each(byRoute)('$route', ({ route, name, open }) => {
  const { properties } = resource(template, 'AWS::ApiGatewayV2::Route', (it) => it['RouteKey'] === route);

  it(`is answered by ${name}, which takes payload 2.0`, () => {
    const { 'Fn::Join': join } = properties['Target'] as { 'Fn::Join': [string, [string, unknown]] };
    const integration = template.findResources('AWS::ApiGatewayV2::Integration')[target(join[1][1])];
    expect(integration?.['Properties']).toMatchObject({
      IntegrationType: 'AWS_PROXY',
      PayloadFormatVersion: '2.0',
      IntegrationUri: { 'Fn::GetAtt': [doorFunction(template, name).id, 'Arn'] },
    });
  });

  it('may call its function, and on this route alone', () => {
    const path = route === '$default' ? '*/*' : `*/*${route.split(' ')[1]}`;
    const granted = resources(
      template,
      'AWS::Lambda::Permission',
      (it) => target(it['FunctionName']) === doorFunction(template, name).id,
    ).map((permission) => JSON.stringify(permission.properties['SourceArn']));
    expect(granted.filter((arn) => arn.includes(`/${path}"`))).not.toHaveLength(0);
  });

  it(open ? 'is open to everyone' : 'is behind the authorizer', () => {
    if (open) {
      expect(properties).toMatchObject({ AuthorizationType: 'NONE' });
      expect(properties).not.toHaveProperty('AuthorizerId');
      return;
    }
    expect(properties).toMatchObject({ AuthorizationType: 'CUSTOM' });
    expect(target(properties['AuthorizerId'])).toBe(resource(template, 'AWS::ApiGatewayV2::Authorizer').id);
  });
});

describe('the authorizer', () => {
  const { properties } = resource(template, 'AWS::ApiGatewayV2::Authorizer');

  it('sees every request, also those without a key, and is never answered for', () => {
    expect(properties).toMatchObject({
      AuthorizerType: 'REQUEST',
      AuthorizerPayloadFormatVersion: '2.0',
      EnableSimpleResponses: true,
      AuthorizerResultTtlInSeconds: 0,
      IdentitySource: [],
    });
  });

  it('is the door authorize, which the gateway may call', () => {
    const { id } = doorFunction(template, 'authorize');
    expect(JSON.stringify(properties['AuthorizerUri'])).toContain(id);
    expect(
      resource(template, 'AWS::Lambda::Permission', (it) => target(it['FunctionName']) === id).properties,
    ).toMatchObject({ Principal: 'apigateway.amazonaws.com', Action: 'lambda:InvokeFunction' });
  });
});

describe('the stage', () => {
  const { properties } = resource(template, 'AWS::ApiGatewayV2::Stage');

  it('limits how much it lets through', () => {
    expect(properties['DefaultRouteSettings']).toEqual({
      ThrottlingRateLimit: 500,
      ThrottlingBurstLimit: 1000,
    });
    standingAlone({ throttle: { rateLimit: 5, burstLimit: 7 } }).hasResourceProperties(
      'AWS::ApiGatewayV2::Stage',
      { DefaultRouteSettings: { ThrottlingRateLimit: 5, ThrottlingBurstLimit: 7 } },
    );
  });

  it('logs each request without a word of what its sender wrote', () => {
    const { Format } = properties['AccessLogSettings'] as { Format: string };
    const variables = Object.values(JSON.parse(Format));
    expect(variables).toContain('$context.requestId');
    expect(variables).toContain('$context.status');
    expect(
      variables.filter((name) => /header|path|query|identity|authorizer\.(?!error)/i.test(`${name}`)),
    ).toEqual([]);
  });
});

test('other origins have no say unless somebody gives it to them', () => {
  template.hasResourceProperties('AWS::ApiGatewayV2::Api', { CorsConfiguration: Match.absent() });
});

test('an API without its authorizer is refused', () => {
  const stack = new Stack(scratchApp(), 'Stack');
  expect(() => new MeteringApi(stack, 'Api', { functions: new Map() })).toThrow(
    'Stack/Api needs the door authorize in front of its routes',
  );
});
