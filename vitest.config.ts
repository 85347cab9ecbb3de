import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: ['test/contracts/**', 'test/integration/**'],
          // They share nothing but modules, whose loading anew for each file takes a third of their time.
          isolate: false,
          // Of what hangs, not of what is slow: a machine may be busy with other things.
          testTimeout: 30_000,
        },
      },
      { test: { name: 'contract', include: ['test/contracts/**/*.test.ts'], testTimeout: 30_000 } },
      {
        test: {
          name: 'integration',
          include: ['test/integration/**/*.test.ts'],
          globalSetup: ['test/integration/build-command.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
