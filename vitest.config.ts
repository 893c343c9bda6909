import { defineConfig } from 'vitest/config';

const constructs = 'test/constructs/**/*.test.ts';

export default defineConfig({
  test: {
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 30_000,
    hookTimeout: 30_000,
    // Only the constructs need bundled handlers, so that all other tests start without waiting for them.
    projects: [
      {
        extends: true,
        test: { name: 'house', include: ['test/**/*.test.ts'], exclude: [constructs] },
      },
      {
        extends: true,
        test: {
          name: 'constructs',
          include: [constructs],
          globalSetup: ['test/build-doors.setup.ts'],
          // A construct of the CDK that is on its way out is an error here.
          env: { JSII_DEPRECATED: 'fail' },
        },
      },
    ],
  },
});
