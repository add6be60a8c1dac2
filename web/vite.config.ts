import tailwind from '@tailwindcss/vite';
import vue from '@vitejs/plugin-vue';
import { join } from 'node:path';
import { defineConfig } from 'vite';
import { emojiData } from './vite/emoji-data.ts';
import { precompress } from './vite/precompress.ts';
import { firstLoad, neededBy } from './vite/first-load.ts';
import { preloadFont } from './vite/preload-font.ts';
import { serviceWorker } from './vite/service-worker.ts';

const source = (path: string) => join(import.meta.dirname, 'src', path);
const server = process.env['CHATIRE_SERVER'] ?? 'http://127.0.0.1:8080';
const isOfInvitation = neededBy(source('components/invite/InvitationScreen.vue'));

export default defineConfig({
  root: import.meta.dirname,
  // A host of its own, or a path of one that others share: only the server knows.
  base: './',
  plugins: [
    vue(),
    tailwind(),
    emojiData(),
    preloadFont(/inter-latin-wght-normal-.+\.woff2$/),
    serviceWorker('service-worker.js', ['theme.js', 'favicon.svg', 'manifest.webmanifest', 'icons/192.png']),
    precompress(),
  ],
  define: {
    __VUE_OPTIONS_API__: false,
  },
  build: {
    // What Tailwind 4 needs anyway.
    target: ['chrome111', 'edge111', 'firefox128', 'safari16.4'],
    // The server's Content-Security-Policy allows no data: addresses.
    assetsInlineLimit: 0,
    rolldownOptions: {
      input: {
        index: join(import.meta.dirname, 'index.html'),
        'service-worker': join(import.meta.dirname, 'worker/service-worker.ts'),
      },
      output: {
        // A worker reaches no further than the folder that it stands in.
        entryFileNames: ({ name }) => (name === 'service-worker' ? '[name].js' : 'assets/[name]-[hash].js'),
        codeSplitting: {
          groups: [
            { name: firstLoad(source('main.ts')), debugName: 'first load', priority: 2 },
            // Eleven small files, which whoever comes by a link would wait for; forms and dialogs want some of them, too.
            {
              name: (id, modules) => (isOfInvitation(id, modules) ? 'invitation' : null),
              debugName: 'invitation',
              priority: 1,
            },
          ],
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
