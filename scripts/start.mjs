/* `npm start`: sets up what is missing, then is the server. */
import { spawn } from 'node:child_process';
import { join, resolve } from 'node:path';
import { endTogether } from './end-together.mjs';
import { node, orExplain, readJson, root } from './project.mjs';
import { setUp } from './setup.mjs';

await orExplain(setUp({ page: true }));

// npm has changed to the project's folder; a path that someone gave means the folder where they are.
const { DATA_DIR, INIT_CWD = process.cwd() } = process.env;
// The C library's memory is kept from crumbling, which unfolding pictures did to it. It reads this before the program begins.
const env = { ...readJson('server/allocator.json'), ...process.env };
// What Node makes of the TypeScript is kept: the next start is a quarter quicker.
env.NODE_COMPILE_CACHE ??= join(root, 'node_modules/.cache/compiled');
if (DATA_DIR) env.DATA_DIR = resolve(INIT_CWD, DATA_DIR);
endTogether([spawn(node, [join(root, 'server/src/main.ts')], { cwd: root, env, stdio: 'inherit' })]);
