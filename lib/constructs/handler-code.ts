import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Code } from 'aws-cdk-lib/aws-lambda';
import type { DoorName } from '../doors.ts';

/** Beside the published JavaScript (`dist/lib/constructs`), and as seen from the TypeScript sources. */
const homes = ['../../functions/', '../../dist/functions/'];

/**
 * The bundled handler of a door. Prebuilt rather than bundled at synthesis, because apps on the SaaS Builder Toolkit
 * synthesize with `aws:cdk:bundling-stacks: []`, which would deploy an unbundled one.
 */
export function handlerCode(name: DoorName): Code {
  const bundle = homes
    .map((home) => fileURLToPath(new URL(`${home}${name}`, import.meta.url)))
    .find((directory) => existsSync(`${directory}/index.mjs`));
  if (!bundle)
    throw new Error(`the handler of the door ${name} is not built: run \`npm run build\` and try again`);
  return Code.fromAsset(bundle);
}
