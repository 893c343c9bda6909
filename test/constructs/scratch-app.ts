import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { afterAll } from 'vitest';

const directories: string[] = [];
afterAll(() => {
  for (const directory of directories.splice(0)) rmSync(directory, { recursive: true, force: true });
});

/** An app that synthesizes without copying assets, into a directory that goes with the test file. */
export function scratchApp(context: Readonly<Record<string, unknown>> = {}): App {
  const outdir = mkdtempSync(join(tmpdir(), 'meterhouse-cdk-'));
  directories.push(outdir);
  return new App({
    outdir,
    treeMetadata: false,
    analyticsReporting: false,
    builtinCloudFormationValidation: false,
    context: { 'aws:cdk:disable-asset-staging': true, ...context },
  });
}
