import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    name: 'server',
    include: ['src/**/*.test.ts', 'test/**/*.test.ts'],
    // Real servers on a busy machine; a test that hangs still ends.
    testTimeout: 60_000,
    hookTimeout: 90_000,
    globalSetup: ['test/global-setup.ts'],
  },
});
