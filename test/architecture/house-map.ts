/** What a room may look into besides itself. `*` at the end of a name stands for anything. */
export interface Room {
  readonly rooms: readonly string[];
  /** Rooms of which it may know the types only. */
  readonly typesOf?: readonly string[];
  readonly packages: readonly string[];
  /** Packages of which it may know the types only. */
  readonly packageTypes?: readonly string[];
  /** Files that import by a path that they compute. */
  readonly computed?: readonly string[];
}

const room = (parts: Partial<Room> = {}): Room => ({ rooms: [], packages: [], ...parts });

/**
 * The map of the house. The longest name that fits a file is its room; of a name with `*` every folder is a room of its
 * own, which may not look into the others.
 */
export const rooms: Readonly<Record<string, Room>> = {
  'lib/core': room({ packages: ['decimal.js', 'temporal-polyfill'] }),
  'lib/settings.ts': room({ packages: ['zod'] }),
  'lib/doors.ts': room({ typesOf: ['lib/settings.ts'] }),
  'lib/http': room({ rooms: ['lib/core'], packages: ['lossless-json'] }),
  'lib/dialects/*': room({ rooms: ['lib/core', 'lib/http'], packages: ['zod'] }),
  // What every adapter of an AWS service needs; it is none itself.
  'lib/adapters/aws': room(),
  'lib/adapters/*': room({
    rooms: ['lib/core', 'lib/adapters/aws'],
    packages: ['@aws-sdk/*', 'zod', 'node:*'],
  }),
  'lib/runtime': room({
    rooms: ['lib/core', 'lib/http', 'lib/adapters/*', 'lib/settings.ts'],
    packages: ['@middy/*', '@aws-sdk/*', 'node:*'],
    packageTypes: ['aws-lambda'],
  }),
  'lib/local': room({
    rooms: ['lib/core', 'lib/http', 'lib/adapters/*', 'lib/runtime', 'lib/settings.ts', 'lib/doors.ts'],
    packages: ['node:*', '@aws-sdk/client-dynamodb', '@duckdb/node-api'],
    packageTypes: ['aws-lambda'],
    // The doors, by path.
    computed: ['lib/local/lambda.ts'],
  }),
  'lib/constructs': room({
    rooms: ['lib/doors.ts'],
    typesOf: ['lib/settings.ts'],
    packages: ['aws-cdk-lib', 'aws-cdk-lib/*', 'constructs', 'esbuild', 'node:*'],
  }),
  'lib/index.ts': room({ rooms: ['lib/constructs'] }),
  functions: room({ rooms: ['lib/dialects/*', 'lib/runtime', 'lib/settings.ts', 'lib/doors.ts'] }),
  bin: room({
    rooms: ['lib/constructs', 'lib/local', 'lib/runtime'],
    packages: ['aws-cdk-lib', 'constructs'],
  }),
  examples: room({ packages: ['@aws-sdk/*', 'node:*'] }),
};
