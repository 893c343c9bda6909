import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it, onTestFinished } from 'vitest';
import { standingAlone } from './standing-alone.ts';
import { resource, resources, statementsOf } from './template-reading.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));

describe('Meterhouse standing alone', () => {
  const template = standingAlone();

  it('tells where its API, its bus and its key are', () => {
    expect(Object.keys(template.toJSON()['Outputs']).toSorted()).toEqual([
      'AdminKeySecretArn',
      'ApiUrl',
      'EventBusName',
    ]);
    template.hasOutput('AdminKeySecretArn', {
      Value: { Ref: resource(template, 'AWS::SecretsManager::Secret').id },
    });
    template.hasOutput('EventBusName', { Value: { Ref: resource(template, 'AWS::Events::EventBus').id } });
    template.hasOutput('ApiUrl', {
      Value: { 'Fn::GetAtt': [resource(template, 'AWS::ApiGatewayV2::Api').id, 'ApiEndpoint'] },
    });
  });

  it('makes a key that nobody can guess and any header can carry', () => {
    expect(resource(template, 'AWS::SecretsManager::Secret').properties).toMatchObject({
      GenerateSecretString: { ExcludePunctuation: true, PasswordLength: 48 },
    });
  });

  it('lets its functions at nothing in general but the endpoints of Timestream', () => {
    const general = resources(template, 'AWS::IAM::Policy')
      .flatMap(({ properties }) => statementsOf(properties))
      .filter(({ Action, Resource }) => JSON.stringify([Action, Resource]).includes('*'));
    expect(general.length).toBeGreaterThan(0);
    for (const { Action, Resource } of general)
      expect({ Action, Resource }).toEqual({ Action: 'timestream:DescribeEndpoints', Resource: '*' });
  });

  it('takes timestream for the usage store, which is the default', () => {
    expect(standingAlone({}, { usageStore: 'timestream' }).toJSON()).toEqual(template.toJSON());
  });

  it.each(['dynamodb', '', 7])('refuses the usage store %j, which is not there yet', (usageStore) => {
    expect(() => standingAlone({}, { usageStore })).toThrow(
      `the usage store "${usageStore}" is not there yet`,
    );
  });
});

it('synthesizes with no account, and CloudFormation finds nothing but the age of Timestream', async () => {
  const outdir = await mkdtemp(join(tmpdir(), 'meterhouse-synth-'));
  onTestFinished(() => rm(outdir, { recursive: true, force: true }));
  const { PATH, HOME } = process.env;
  await promisify(execFile)(process.execPath, ['--import', 'tsx', 'bin/meterhouse.ts'], {
    cwd: root,
    env: { PATH, HOME, CDK_OUTDIR: outdir },
  });
  const report = JSON.parse(await readFile(join(outdir, 'validation-report.json'), 'utf8'));
  const violations = report.pluginReports.flatMap(
    ({ violations }: { violations: readonly { ruleName: string; severity: string }[] }) => violations,
  );
  expect(violations).toHaveLength(2);
  for (const violation of violations)
    expect(violation).toMatchObject({ ruleName: 'W3697', severity: 'warning' });
}, 120_000);
