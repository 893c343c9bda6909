import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../../', import.meta.url));
const typescript = join(root, 'node_modules/typescript/bin/tsc');

const app = `
import { App, Stack } from 'aws-cdk-lib';
import { Metering } from 'meterhouse';
const app = new App({ treeMetadata: false, builtinCloudFormationValidation: false });
const metering = new Metering(new Stack(app, 'Stack'), 'Metering', { scopes: { fetchMeterFunction: 'read' } });
const scope: string | undefined = metering.fetchMeterFunction.scope;
// @ts-expect-error: a choice that there is not
const unknownCustomers: import('meterhouse').MeteringFunctionOptions['unknownCustomers'] = 'ignore';
app.synth();
console.log(scope);
`;

const peers = ['aws-cdk-lib', 'constructs'];
/** What an app of TypeScript brings. */
const typesOfNode = ['@types/node', 'undici-types'];

describe('the package as it is published', () => {
  let home = '';
  const node = (...args: readonly string[]) =>
    promisify(execFile)(process.execPath, args, {
      cwd: home,
      env: { PATH: process.env['PATH'], CDK_OUTDIR: join(home, 'cdk.out') },
    });

  /** An app's folder that has our peers and nothing else of ours, and Meterhouse as npm would install it. */
  beforeAll(async () => {
    home = await mkdtemp(join(tmpdir(), 'meterhouse-package-'));
    const meterhouse = join(home, 'node_modules/meterhouse');
    await mkdir(meterhouse, { recursive: true });
    await mkdir(join(home, 'node_modules/@types'));
    for (const name of [...peers, ...typesOfNode])
      await symlink(join(root, 'node_modules', name), join(home, 'node_modules', name));
    await cp(join(root, 'package.json'), join(meterhouse, 'package.json'));
    await cp(join(root, 'dist/functions'), join(meterhouse, 'dist/functions'), { recursive: true });
    await node(typescript, '-p', join(root, 'tsconfig.build.json'), '--outDir', join(meterhouse, 'dist'));
    for (const file of ['app.cts', 'app.mts']) await writeFile(join(home, file), app);
    const strict = ['--strict', '--skipLibCheck', '--target', 'es2022', '--module', 'nodenext'];
    await node(typescript, ...strict, '--types', 'node', 'app.cts', 'app.mts');
  }, 120_000);
  afterAll(() => rm(home, { recursive: true, force: true }));

  it('asks for nothing but its peers, and the local emulator where that can run', async () => {
    const { dependencies, optionalDependencies, peerDependencies } = JSON.parse(
      await readFile(join(root, 'package.json'), 'utf8'),
    );
    expect(dependencies).toBeUndefined();
    expect(Object.keys(peerDependencies)).toEqual(peers);
    // npm knows no optional package of development; as a plain one it would stop npm ci on every other platform.
    expect(Object.keys(optionalDependencies)).toEqual(['@dynoxide/linux-x64']);
  });

  it.each([
    { kind: 'CommonJS', built: 'app.cjs' },
    { kind: 'ES modules', built: 'app.mjs' },
  ])('serves an app of $kind, types and handlers included', async ({ built }) => {
    expect((await node(built)).stdout).toBe('read\n');
    const synthesized = await readdir(join(home, 'cdk.out'));
    expect(synthesized.filter((name) => name.startsWith('asset.'))).not.toHaveLength(0);
  });
});
