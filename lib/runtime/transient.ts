const NAMES =
  /Throttl|ProvisionedThroughputExceeded|RequestLimitExceeded|TransactionConflict|TransactionInProgress|ServiceUnavailable|InternalServer|Timeout|TooManyRequests/;
const NETWORK = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
]);

/** Whether a store's fault is one that passes, so that the same request may be sent again. */
export function isTransient(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { code, $retryable, $metadata } = error as Error & {
    code?: unknown;
    $retryable?: unknown;
    $metadata?: { httpStatusCode?: number };
  };
  if ($retryable !== undefined || NAMES.test(error.name)) return true;
  if (typeof code === 'string' && NETWORK.has(code)) return true;
  return ($metadata?.httpStatusCode ?? 0) >= 500;
}
