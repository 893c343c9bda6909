/** Answers with the event and the context that it was called with. */
export const handler = (event: unknown, context: Record<string, unknown>) => ({
  statusCode: 200,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ event, context: { ...context, remaining: remaining(context) } }),
});

const remaining = (context: Record<string, unknown>): unknown =>
  (context['getRemainingTimeInMillis'] as () => number)();
