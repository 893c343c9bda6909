/** What the owner of a new house reads first: the key, and three requests to paste. */
export function firstWords(url: string, key: { readonly value: string; readonly origin: string }): string {
  const created = key.origin === 'created';
  // A key that came by the environment is not shown again.
  const header = created ? `-H 'X-API-KEY: ${key.value}'` : `-H "X-API-KEY: $METERHOUSE_ADMIN_KEY"`;
  const json = `-H 'Content-Type: application/json'`;
  const paragraphs = [
    ...(created ? [`The admin key, shown this once:\n  ${key.value}`] : []),
    `Create a meter:\n  curl -X POST ${url}/meters ${header} ${json} \\\n    -d '{"id":"api_calls","name":"API calls","aggregation":"SUM","unit":"call"}'`,
    `Send an event:\n  curl -X POST ${url}/usage ${header} ${json} \\\n    -d '{"id":"evt-1","meterId":"api_calls","customerId":"t-1","value":"12.5"}'`,
    `Read the usage of the last 24 hours:\n  curl ${header} '${url}/usage/api_calls?customerId=t-1'`,
  ];
  return `${paragraphs.join('\n\n')}\n`;
}
