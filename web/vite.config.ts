import tailwind from '@tailwindcss/vite';
import vue from '@vitejs/plugin-vue';
import { join } from 'node:path';
import { defineConfig } from 'vite';
import { emojiData } from './vite/emoji-data.ts';
import { precompress } from './vite/precompress.ts';
import { firstLoad } from './vite/first-load.ts';
import { preloadFont } from './vite/preload-font.ts';

const server = process.env['CHATIRE_SERVER'] ?? 'http://127.0.0.1:8080';

export default defineConfig({
  root: import.meta.dirname,
  plugins: [vue(), tailwind(), emojiData(), preloadFont(/inter-latin-wght-normal-.+\.woff2$/), precompress()],
  define: {
    __VUE_OPTIONS_API__: false,
  },
  build: {
    // What Tailwind 4 needs anyway.
    target: ['chrome111', 'edge111', 'firefox128', 'safari16.4'],
    // The server's Content-Security-Policy allows no data: addresses.
    assetsInlineLimit: 0,
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [{ name: firstLoad(join(import.meta.dirname, 'src/main.ts')) }],
        },
      },
    },
  },
  server: {
    proxy: {
      '/api': server,
      '/auth/': server,
      '/health': server,
      '/ws': { target: server.replace(/^http/, 'ws'), ws: true },
    },
  },
});
