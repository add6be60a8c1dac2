/* `npm run cluster`: sets up what is missing, then is a cluster on this machine. */
import { spawn } from 'node:child_process';
import { join, resolve } from 'node:path';
import { endTogether } from './end-together.mjs';
import { node, orExplain, root } from './project.mjs';
import { setUp } from './setup.mjs';

await orExplain(setUp({ page: true }));

const { DATA_DIR = 'data', INIT_CWD = process.cwd() } = process.env;
const env = {
  ...process.env,
  DATA_DIR: process.env.DATA_DIR ? resolve(INIT_CWD, DATA_DIR) : join(root, DATA_DIR),
};
endTogether([spawn(node, [join(root, 'chaos/cluster.ts')], { cwd: root, env, stdio: 'inherit' })]);
