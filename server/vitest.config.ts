import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    name: 'server',
    include: ['src/**/*.test.ts', 'test/**/*.test.ts'],
    // Real servers on a busy machine; a test that hangs still ends.
    testTimeout: 60_000,
    hookTimeout: 90_000,
    // Vitest leaves one core of two to itself; whole servers wait for starts and time limits most of the time.
    maxWorkers: 2,
    globalSetup: ['test/global-setup.ts'],
  },
});
