import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    name: 'protocol',
    include: ['src/**/*.test.ts'],
    // A busy machine may leave a file alone for seconds; a test that hangs still ends.
    testTimeout: 60_000,
    maxWorkers: 3,
  },
});
