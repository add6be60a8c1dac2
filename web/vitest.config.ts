import vue from '@vitejs/plugin-vue';
import { defineConfig } from 'vitest/config';
import { emojiData } from './vite/emoji-data.ts';

export default defineConfig({
  plugins: [vue(), emojiData()],
  test: {
    name: 'web',
    include: ['src/**/*.test.ts'],
    maxWorkers: 3,
  },
});
