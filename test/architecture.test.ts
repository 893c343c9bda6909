import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { rooms } from './architecture/house-map.ts';
import { importsOf, objectionTo, roomOf } from './architecture/imports.ts';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Everything below these folders, as paths from the root. */
const paths = (...folders: string[]): string[] =>
  folders.flatMap((folder) =>
    readdirSync(`${root}${folder}`, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => `${entry.parentPath}/${entry.name}`.slice(root.length)),
  );

const house = paths('lib', 'functions', 'bin', 'examples').filter((path) => path.endsWith('.ts'));
const everything = [...house, ...paths('test').filter((path) => path.endsWith('.ts'))];
const readText = (path: string): string => readFileSync(`${root}${path}`, 'utf8');

describe('the map of the house', () => {
  it('covers every file, and every room of it has some', () => {
    expect(house.length).toBeGreaterThan(20);
    expect(house.filter((path) => !roomOf(path))).toEqual([]);
    const empty = Object.keys(rooms).filter(
      (name) => !house.some((path) => roomOf(path)?.may === rooms[name]),
    );
    expect(empty).toEqual([]);
  });

  it('is kept to by every import', () => {
    const imports = house.flatMap((path) => importsOf(path, readText(path)));
    expect(imports.length).toBeGreaterThan(200);
    expect(imports.map(objectionTo).filter((objection) => objection !== undefined)).toEqual([]);
  });

  it.each([
    ['lib/core/meter.ts', `import { dynamoDbMeters } from '../adapters/dynamodb/meters.ts';`],
    ['lib/core/meter.ts', `import type { Request } from '../http/request.ts';`],
    ['lib/core/meter.ts', `import { createHash } from 'node:crypto';`],
    ['lib/core/ports/clock.ts', `export { systemClock } from '../../runtime/clock.ts';`],
    ['lib/http/json.ts', `import 'zod';`],
    ['lib/http/json.ts', `type Zod = import('zod').ZodType;`],
    ['lib/settings.ts', `import { doors } from './doors.ts';`],
    ['lib/doors.ts', `import { readSettings } from './settings.ts';`],
    ['lib/doors.ts', `import { type SettingName, readSettings } from './settings.ts';`],
    ['lib/dialects/imetering/wire.ts', `export * from '../amp/wire.ts';`],
    ['lib/dialects/imetering/wire.ts', `import { log } from '../../runtime/log.ts';`],
    ['lib/adapters/timestream/sql.ts', `import { itemOf } from '../dynamodb/item.ts';`],
    ['lib/runtime/log.ts', `import { handler } from '../../functions/create-meter.ts';`],
    ['lib/runtime/log.ts', `import { partialBatch } from 'aws-lambda';`],
    ['lib/runtime/log.ts', `const door = await import(\`../../functions/\${name}.ts\`);`],
    ['lib/local/house.ts', `const cdk = await import('aws-cdk-lib');`],
    ['lib/local/house.ts', `import { handler } from '../../functions/create-meter.ts';`],
    ['lib/constructs/metering.ts', `import { readSettings } from '../settings.ts';`],
    ['lib/constructs/metering.ts', `import core = require('@aws-sdk/client-sqs');`],
    ['lib/index.ts', `export { metering } from './core/metering.ts';`],
    ['functions/create-meter.ts', `import { dynamoDbMeters } from '../lib/adapters/dynamodb/meters.ts';`],
    ['functions/create-meter.ts', `import { handler } from './delete-meter.ts'; require('node:fs');`],
    ['bin/local.ts', `import { metering } from '../lib/core/metering.ts';`],
    ['lib/elsewhere.ts', `import { metering } from './core/metering.ts';`],
    ['lib/runtime/log.ts', `import { something } from '../elsewhere.ts';`],
  ])('catches a violation planted in %s: %s', (file, text) => {
    expect(importsOf(file, text).filter((each) => objectionTo(each) !== undefined)).toHaveLength(1);
  });

  it.each([
    ['lib/core/meter.ts', `import type { Instant } from './instant.ts';`],
    ['lib/doors.ts', `import { type SettingName, type Settings } from './settings.ts';`],
    ['lib/runtime/log.ts', `import type { SQSEvent } from 'aws-lambda';`],
    ['lib/runtime/metering-on-aws.ts', `import { usage } from '../adapters/timestream/usage-store.ts';`],
    ['lib/dialects/imetering/wire.ts', `import * as z from 'zod';`],
    ['lib/local/lambda.ts', `const door = await import(pathToFileURL(path).href);`],
    ['lib/core/meter.ts', `// import { x } from 'zod';\nconst text = "import x from 'zod'";`],
  ])('lets %s have %s', (file, text) => {
    expect(importsOf(file, text).map(objectionTo)).toEqual(importsOf(file, text).map(() => undefined));
  });
});

describe('names', () => {
  it('are in kebab case', () => {
    const odd = everything.filter(
      (path) =>
        !path
          .split('/')
          .every((part) => /^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9]+(-[a-z0-9]+)*)*(\.ts)?$/.test(part)),
    );
    expect(odd).toEqual([]);
  });

  it('never say utils, common, helpers or shared', () => {
    const odd = everything.filter((path) =>
      path.split('/').some((part) => /^(utils?|common|helpers?|shared)(\.|$)/.test(part)),
    );
    expect(odd).toEqual([]);
  });
});
