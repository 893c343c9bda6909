import { DescribeEndpointsCommand } from '@aws-sdk/client-timestream-query';
import {
  DescribeDatabaseCommand,
  ListDatabasesCommand,
  TimestreamWriteClient,
  UpdateTableCommand,
} from '@aws-sdk/client-timestream-write';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { aTimestream, refusal } from './a-timestream.ts';

const post = (endpoint: string, target: string | undefined, body: string, method = 'POST') =>
  fetch(endpoint, {
    method,
    headers: { 'content-type': 'application/x-amz-json-1.0', ...(target && { 'x-amz-target': target }) },
    ...(method === 'POST' && { body }),
  });

describe('the protocol', () => {
  it('answers DescribeEndpoints with a host name alone', async () => {
    const { reader } = await aTimestream();
    const { Endpoints } = await reader.send(new DescribeEndpointsCommand({}));
    expect(Endpoints).toEqual([{ Address: '127.0.0.1', CachePeriodInMinutes: 1440 }]);
  });

  it('serves clients that find it by the environment and discovery', async () => {
    const { endpoint } = await aTimestream();
    vi.stubEnv('AWS_ENDPOINT_URL_TIMESTREAM_WRITE', endpoint);
    onTestFinished(() => {
      vi.unstubAllEnvs();
    });
    const client = new TimestreamWriteClient({
      region: 'eu-west-1',
      credentials: { accessKeyId: 'anyone', secretAccessKey: 'anything' },
    });
    const { Databases } = await client.send(new ListDatabasesCommand({}));
    client.destroy();
    expect(Databases?.map(({ DatabaseName }) => DatabaseName)).toEqual(['shop']);
  });

  it.each([
    ['an operation that is not emulated', 'Timestream_20181101.DeleteTable'],
    ['another service', 'DynamoDB_20120810.PutItem'],
    ['a name from every object', 'Timestream_20181101.constructor'],
    ['no target', undefined],
  ])('refuses %s as unknown', async (_, target) => {
    const { endpoint } = await aTimestream();
    const response = await post(endpoint, target, '{}');
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({
      __type: 'com.amazonaws.timestream.v20181101#UnknownOperationException',
    });
  });

  it('gives the SDK a typed error for an operation that is not emulated', async () => {
    const { writer } = await aTimestream();
    const update = new UpdateTableCommand({ DatabaseName: 'shop', TableName: 'usage' });
    expect(await refusal(writer.send(update))).toMatchObject({ name: 'UnknownOperationException' });
  });

  it('answers nothing but POST', async () => {
    const { endpoint } = await aTimestream();
    expect((await post(endpoint, 'Timestream_20181101.Query', '', 'GET')).status).toBe(400);
  });

  it.each(['', 'null', '[]', '"text"', '{', '{"QueryString":', '{"QueryString":5}', '{"QueryString":null}'])(
    'refuses the body %j without falling over',
    async (body) => {
      const { endpoint } = await aTimestream();
      const response = await post(endpoint, 'Timestream_20181101.Query', body);
      expect(response.status).toBe(400);
      expect(await response.json()).toMatchObject({
        __type: expect.stringMatching(/#(ValidationException|SerializationException)$/),
      });
    },
  );

  it('refuses a body beyond all limits of the service', async () => {
    const { endpoint } = await aTimestream();
    const response = await post(endpoint, 'Timestream_20181101.Query', 'x'.repeat(17 * 1_048_576)).catch(
      (error: Error) => error,
    );
    // The connection may be cut before the client has sent it all.
    expect(response instanceof Error || response.status === 400).toBe(true);
  });

  it('refuses unpaired surrogates, which no database could keep', async () => {
    const { endpoint } = await aTimestream();
    const response = await post(
      endpoint,
      'Timestream_20181101.Query',
      '{"QueryString":"SELECT \'\\ud800\'"}',
    );
    expect(await response.json()).toMatchObject({ message: expect.stringContaining('valid Unicode') });
  });

  it('keeps errors typed: an unknown database is ResourceNotFoundException', async () => {
    const { writer } = await aTimestream();
    const describeIt = new DescribeDatabaseCommand({ DatabaseName: 'nowhere' });
    expect(await refusal(writer.send(describeIt))).toMatchObject({ name: 'ResourceNotFoundException' });
  });
});
