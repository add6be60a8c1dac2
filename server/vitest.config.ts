import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    name: 'server',
    include: ['src/**/*.test.ts', 'test/**/*.test.ts'],
    // Real servers on a busy machine; a test that hangs still ends.
    testTimeout: 60_000,
    hookTimeout: 90_000,
    // More than cores: whole servers wait for starts and time limits most of the time.
    maxWorkers: 3,
    globalSetup: ['test/global-setup.ts'],
  },
});
