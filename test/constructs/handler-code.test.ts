import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { handlerCode } from '../../lib/constructs/handler-code.ts';
import { allDoors, type Door, type DoorName, type Resource, resourceSettings } from '../../lib/doors.ts';

test.each(allDoors)(
  'the built handler of %s starts with its own environment alone',
  async (name, door: Door) => {
    const settings = (Object.keys(door.access) as Resource[]).flatMap(
      (resource) => resourceSettings[resource],
    );
    const bundle = JSON.stringify(new URL(`../../dist/functions/${name}/index.mjs`, import.meta.url).href);
    const { stdout } = await promisify(execFile)(
      process.execPath,
      [
        '--input-type=module',
        '--eval',
        `const { handler } = await import(${bundle}); console.log(typeof handler);`,
      ],
      {
        env: {
          AWS_REGION: 'eu-west-1',
          ...Object.fromEntries(settings.map((setting) => [setting, 'a-name'])),
        },
      },
    );
    expect(stdout.trim()).toBe('function');
  },
);

test('a handler that is not built is asked for, not deployed empty', () => {
  expect(() => handlerCode('cellar' as DoorName)).toThrow(
    'the handler of the door cellar is not built: run `npm run build` and try again',
  );
});
