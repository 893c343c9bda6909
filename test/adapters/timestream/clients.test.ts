import { describe, expect, it } from 'vitest';
import { patience, timestreamClients } from '../../../lib/adapters/timestream/clients.ts';

const endpoint = 'http://127.0.0.1:8086';

describe('timestreamClients', () => {
  it('needs neither region nor credentials at an explicit endpoint', async () => {
    const { write, query } = timestreamClients({ writeEndpoint: endpoint, queryEndpoint: endpoint }, {});
    expect(await write.config.region()).toBe('us-east-1');
    expect(await query.config.credentials()).toMatchObject({ accessKeyId: 'local' });
    expect(await write.config.endpoint?.()).toMatchObject({ hostname: '127.0.0.1', port: 8086 });
  });

  it('takes region and credentials from where they are, also there', async () => {
    const environment = { AWS_REGION: 'eu-west-1', AWS_ACCESS_KEY_ID: 'mine' };
    const { write } = timestreamClients({ writeEndpoint: endpoint }, environment);
    expect(await write.config.region()).toBe('eu-west-1');
  });

  it.each([undefined, ''])('goes to the service where the endpoint is %j', (none) => {
    const { write, query } = timestreamClients({ writeEndpoint: none, queryEndpoint: none });
    expect(write.config.isCustomEndpoint).toBe(false);
    expect(query.config.isCustomEndpoint).toBe(false);
  });

  it('is as patient as whoever waits for an answer', async () => {
    const { write, query } = timestreamClients({ writeEndpoint: endpoint, queryEndpoint: endpoint }, {});
    const [gateway, pauses] = [29_000, 4000];
    for (const [client, { maxAttempts, requestHandler }] of [
      [write, patience.write],
      [query, patience.query],
    ] as const) {
      expect(await client.config.maxAttempts()).toBe(maxAttempts);
      expect(maxAttempts).toBeGreaterThan(1);
      expect(maxAttempts * requestHandler.requestTimeout + pauses).toBeLessThan(gateway);
    }
  });
});
