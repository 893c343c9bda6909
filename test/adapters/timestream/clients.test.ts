import { describe, expect, it } from 'vitest';
import { timestreamClients } from '../../../lib/adapters/timestream/clients.ts';

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

  it('is patient with a service that throttles', async () => {
    const { write, query } = timestreamClients({ writeEndpoint: endpoint, queryEndpoint: endpoint }, {});
    expect(await write.config.maxAttempts()).toBe(10);
    expect(await query.config.maxAttempts()).toBe(10);
  });
});
