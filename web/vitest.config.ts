import vue from '@vitejs/plugin-vue';
import { defineConfig } from 'vitest/config';
import { emojiData } from './vite/emoji-data.ts';

export default defineConfig({
  plugins: [vue(), emojiData()],
  test: {
    name: 'web',
    include: ['src/**/*.test.ts'],
    // A busy machine may leave a file alone for seconds; a test that hangs still ends.
    testTimeout: 60_000,
    maxWorkers: 3,
  },
});
