/* `npm run dev`: the page with hot reload on http://localhost:5173, and the server, which starts again when its code changes. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { endTogether } from './end-together.mjs';
import { node, orExplain, root } from './project.mjs';
import { setUp } from './setup.mjs';

await orExplain(setUp({ page: false }));

const { PORT = '8080' } = process.env;
const env = { CHATIRE_SERVER: `http://127.0.0.1:${PORT}`, ...process.env };
const watched = ['--watch', '--watch-preserve-output', join(root, 'server/src/main.ts')];
const vite = [join(root, 'node_modules/vite/bin/vite.js')];
endTogether([
  spawn(node, watched, { cwd: root, env, stdio: 'inherit' }),
  spawn(node, vite, { cwd: join(root, 'web'), env, stdio: 'inherit' }),
]);
