import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    name: 'server',
    include: ['src/**/*.test.ts', 'test/**/*.test.ts'],
    // Real servers on a busy machine: what is waited for may take its time, and a test that hangs still ends.
    testTimeout: 180_000,
    hookTimeout: 180_000,
    expect: { poll: { timeout: 30_000 } },
    // More than cores: whole servers wait for starts and time limits most of the time.
    maxWorkers: 3,
    globalSetup: ['test/global-setup.ts'],
  },
});
