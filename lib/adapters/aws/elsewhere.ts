export type Environment = Readonly<Record<string, string | undefined>>;

/** Any of these says where real credentials come from. */
const CREDENTIAL_SOURCES = [
  'AWS_ACCESS_KEY_ID',
  'AWS_PROFILE',
  'AWS_WEB_IDENTITY_TOKEN_FILE',
  'AWS_CONTAINER_CREDENTIALS_RELATIVE_URI',
  'AWS_CONTAINER_CREDENTIALS_FULL_URI',
] as const;

/**
 * What a client of any service needs to reach an endpoint other than the region's own; nothing without one. An emulator
 * asks for a region and a signature like the service and looks at neither, so there, and only there, both may be missing.
 */
export function elsewhere(endpoint: string | undefined, environment: Environment) {
  if (!endpoint) return {};
  const signed = CREDENTIAL_SOURCES.some((name) => environment[name]);
  return {
    endpoint,
    region: environment['AWS_REGION'] || environment['AWS_DEFAULT_REGION'] || 'us-east-1',
    ...(signed ? {} : { credentials: { accessKeyId: 'local', secretAccessKey: 'local' } }),
  };
}
