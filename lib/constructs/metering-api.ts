import { Aws, Duration, RemovalPolicy } from 'aws-cdk-lib';
import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import {
  HttpApi,
  HttpMethod,
  HttpNoneAuthorizer,
  HttpRoute,
  HttpRouteKey,
  HttpStage,
  type IHttpRouteAuthorizer,
  LogGroupLogDestination,
  type ThrottleSettings,
} from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaAuthorizer, HttpLambdaResponseType } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { type Door, type DoorName, doors } from '../doors.ts';
import type { MeteringFunction } from './metering-function.ts';

export interface MeteringApiProps {
  /** The doors to mount, each at its routes of the table; `authorize` among them stands in front of the others. */
  readonly functions: ReadonlyMap<DoorName, MeteringFunction>;
  /**
   * Requests a second over all routes, steady and in a burst; above it the gateway answers 429.
   * @default 500 and 1,000
   */
  readonly throttle?: ThrottleSettings;
  /** @default RetentionDays.THREE_MONTHS */
  readonly logRetention?: RetentionDays;
}

/** What the access log tells of a request: nothing that its sender wrote, so neither keys nor customers. */
const accessLog = {
  requestId: '$context.requestId',
  time: '$context.requestTimeEpoch',
  route: '$context.routeKey',
  status: '$context.status',
  latency: '$context.responseLatency',
  bytes: '$context.responseLength',
  authorizerError: '$context.authorizer.error',
  integrationError: '$context.integrationErrorMessage',
};

/**
 * Our own HTTP API, for those who have no control plane of SBT in front.
 *
 * The authorizer answers `isAuthorized: true` to every request, with a context that tells the caller's role or none, and
 * the doors refuse. It reads no identity source and caches nothing: otherwise the gateway itself would turn away a request
 * without a key, and a caller would meet two shapes of error. There is no CORS: keys do not belong into browsers.
 */
export class MeteringApi extends Construct {
  readonly httpApi: HttpApi;
  /** Without a slash at its end. */
  readonly url: string;

  constructor(scope: Construct, id: string, props: MeteringApiProps) {
    super(scope, id);
    this.httpApi = new HttpApi(this, 'HttpApi', {
      description: 'Meterhouse: meters, usage and customers',
      createDefaultStage: false,
    });
    const logGroup = new LogGroup(this, 'AccessLogs', {
      // Under this prefix log groups do not count against the size of the account's one log delivery policy.
      logGroupName: `/aws/vendedlogs/${Aws.STACK_NAME}/${this.node.addr}`,
      retention: props.logRetention ?? RetentionDays.THREE_MONTHS,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    new HttpStage(this, 'Stage', {
      httpApi: this.httpApi,
      autoDeploy: true,
      throttle: props.throttle ?? { rateLimit: 500, burstLimit: 1000 },
      accessLogSettings: {
        destination: new LogGroupLogDestination(logGroup),
        format: AccessLogFormat.custom(JSON.stringify(accessLog)),
      },
    });
    this.url = this.httpApi.apiEndpoint;

    const guard = this.#guard(props.functions.get('authorize'));
    for (const [name, { handler }] of props.functions) {
      const { routes = [], open }: Door = doors[name];
      const integration = new HttpLambdaIntegration(name, handler);
      for (const route of routes)
        new HttpRoute(this, route, {
          httpApi: this.httpApi,
          routeKey: routeKey(route),
          integration,
          authorizer: open ? new HttpNoneAuthorizer() : guard,
        });
    }
  }

  #guard(authorize: MeteringFunction | undefined): IHttpRouteAuthorizer {
    if (!authorize) throw new Error(`${this.node.path} needs the door authorize in front of its routes`);
    return new HttpLambdaAuthorizer('Authorizer', authorize.handler, {
      responseTypes: [HttpLambdaResponseType.SIMPLE],
      identitySource: [],
      resultsCacheTtl: Duration.seconds(0),
    });
  }
}

const methods: ReadonlyMap<string, HttpMethod> = new Map(Object.entries(HttpMethod));

/** A route key as API Gateway writes it: `$default`, or a method and a path. */
function routeKey(route: string): HttpRouteKey {
  if (route === '$default') return HttpRouteKey.DEFAULT;
  const [verb = '', path = ''] = route.split(' ');
  const method = methods.get(verb);
  if (!method) throw new Error(`"${route}" names no HTTP method`);
  return HttpRouteKey.with(path, method);
}
