import * as z from 'zod';
import type { RefusalCode } from '../../core/metering-error.ts';
import { json } from '../../http/response.ts';
import { route } from '../../http/route.ts';
import { type Operation, operations } from './operations.ts';
import { statusOf } from './refusals.ts';
import { errorSchema } from './wire-usage.ts';

export const openApi = route({
  on: 'GET /openapi.json',
  open: true,
  decode: () => undefined,
  run: async () => openApiDocument(),
  encode: (document) => json(200, document, { 'cache-control': 'public, max-age=300' }),
});

/** The native API as OpenAPI 3.1, made of the schemas that check it. */
export function openApiDocument(): Record<string, unknown> {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const operation of operations) {
    const [method = '', path = ''] = operation.on.split(' ');
    paths[path] = { ...paths[path], [method.toLowerCase()]: describe(operation, path) };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Meterhouse',
      version: '1',
      description: 'Usage metering: every event counted exactly once, every number exact.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/' }],
    security: [{ apiKey: [] }, { bearer: [] }],
    paths,
    components: {
      securitySchemes: {
        apiKey: { type: 'apiKey', in: 'header', name: 'X-API-KEY' },
        bearer: { type: 'http', scheme: 'bearer' },
      },
      schemas: { Error: schemaOf(errorSchema) },
    },
  };
}

/** The statuses that a route may answer with, besides its success. */
export function refusalStatuses(operation: Operation): readonly number[] {
  const everywhere = operation.open ? [] : (['identity.missing', 'store.unavailable'] as const);
  const withBody = operation.body ? (['request.too-large'] as const) : [];
  return [...new Set([...operation.refuses, ...everywhere, ...withBody].map((code) => statusOf[code]))].sort(
    (a, b) => a - b,
  );
}

function describe(operation: Operation, path: string): Record<string, unknown> {
  const { summary, query, body, bodyOptional, status, answer, refuses, open } = operation;
  const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string' },
  }));
  const inQuery = Object.entries(query ?? {}).map(([name, description]) => ({
    name,
    in: 'query',
    required: false,
    description,
    schema: { type: 'string' },
  }));
  const refused = refusalStatuses(operation).map((code) => [
    String(code),
    {
      description: refusedAs(refuses, code),
      content: { 'application/json': { schema: { $ref: '#/components/schemas/Error' } } },
    },
  ]);
  return {
    summary,
    ...(open ? { security: [] } : {}),
    ...(inPath.length + inQuery.length > 0 ? { parameters: [...inPath, ...inQuery] } : {}),
    ...(body ? { requestBody: { required: !bodyOptional, content: content(body) } } : {}),
    responses: {
      [String(status)]: { description: 'done', ...(answer ? { content: content(answer) } : {}) },
      ...Object.fromEntries(refused),
    },
  };
}

/** The codes of its own, else the code that every route has for the status. */
function refusedAs(refuses: readonly RefusalCode[], status: number): string {
  const own = refuses.filter((code) => statusOf[code] === status);
  return (own.length > 0 ? own : everyCode.filter((code) => statusOf[code] === status)).join(', ');
}

const everyCode = Object.keys(statusOf) as RefusalCode[];

const content = (schema: z.ZodType) => ({ 'application/json': { schema: schemaOf(schema) } });

function schemaOf(schema: z.ZodType): unknown {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { unrepresentable: 'any' });
  return rest;
}
