import type { Template } from 'aws-cdk-lib/assertions';
import type { DoorName } from '../../lib/doors.ts';

type Properties = Readonly<Record<string, unknown>>;

export interface Found {
  readonly id: string;
  readonly properties: Properties;
}

/** The resources of a type whose properties the condition holds for. */
export const resources = (
  template: Template,
  type: string,
  holds: (properties: Properties) => boolean = () => true,
): readonly Found[] =>
  Object.entries(template.findResources(type))
    .map(([id, resource]) => ({ id, properties: (resource['Properties'] ?? {}) as Properties }))
    .filter(({ properties }) => holds(properties));

/** The one resource of a type that the condition holds for. */
export function resource(
  template: Template,
  type: string,
  holds?: (properties: Properties) => boolean,
): Found {
  const found = resources(template, type, holds);
  const [one] = found;
  if (!one || found.length > 1) throw new Error(`${found.length} resources of ${type}, not one`);
  return one;
}

export const doorFunction = (template: Template, name: DoorName): Found =>
  resource(template, 'AWS::Lambda::Function', (fn) => fn['Description'] === `Meterhouse: ${name}`);

/** The logical id behind `{ Ref }` or `{ Fn::GetAtt: [id, …] }`. */
export function target(reference: unknown): string {
  const { Ref, 'Fn::GetAtt': attribute } = reference as { Ref?: string; 'Fn::GetAtt'?: [string, string] };
  const id = Ref ?? attribute?.[0];
  if (!id) throw new Error(`no reference: ${JSON.stringify(reference)}`);
  return id;
}

export interface Statement {
  readonly Effect: string;
  readonly Action: string | readonly string[];
  readonly Resource: unknown;
  readonly Principal?: unknown;
  readonly Condition?: unknown;
}

const list = <T>(value: T | readonly T[]): readonly T[] => (Array.isArray(value) ? value : [value as T]);

export const statementsOf = (properties: Properties): readonly Statement[] =>
  (properties['PolicyDocument'] as { Statement: readonly Statement[] }).Statement;

/** What a resource is called in a template, less the hash: `*`, an id, or an id and the path behind its ARN. */
function nameOf(arn: unknown): string {
  if (typeof arn === 'string') return arn;
  const { 'Fn::Join': join } = arn as { 'Fn::Join'?: [string, readonly unknown[]] };
  const parts = join ? join[1] : [arn];
  return parts
    .map((part) => (typeof part === 'string' ? part : target(part).replace(/[0-9A-F]{8}$/, '')))
    .join('');
}

/** Everything that a function may do, as lines of `action resource`. */
export function permissionsOf(template: Template, fn: Found): readonly string[] {
  const role = target(fn.properties['Role']);
  return resources(template, 'AWS::IAM::Policy', (policy) =>
    (policy['Roles'] as unknown[]).some((ref) => target(ref) === role),
  )
    .flatMap(({ properties }) => statementsOf(properties))
    .flatMap(({ Effect, Action, Resource }) => {
      if (Effect !== 'Allow') throw new Error(`a statement with the effect ${Effect}`);
      return list(Action).flatMap((action) => list(Resource).map((arn) => `${action} ${nameOf(arn)}`));
    })
    .toSorted();
}

/** The one resource policy of a queue or bucket. */
export const resourcePolicy = (template: Template, type: string, subject: string): readonly Statement[] =>
  statementsOf(
    resource(template, type, (policy) =>
      list(policy['Queues'] ?? policy['Bucket']).some((ref) => target(ref) === subject),
    ).properties,
  );
