import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { delimiter, join } from 'node:path';
import { root, SetupError } from './project.mjs';

/**
 * Runs to the end with our own terminal; a `SetupError` with this sentence if it fails. Ctrl-C reaches it by the terminal,
 * and what it does then is waited for.
 */
export async function run(program, args, { env = process.env, failure = `${program} failed.` } = {}) {
  const child = spawn(program, args, { cwd: root, env, stdio: 'inherit' });
  const wait = () => undefined;
  const stop = () => void child.kill('SIGTERM');
  process.on('SIGINT', wait).on('SIGTERM', stop);
  const [code] = await once(child, 'exit').catch((error) => [error]);
  process.off('SIGINT', wait).off('SIGTERM', stop);
  if (code !== 0) throw new SetupError(code instanceof Error ? `${failure} (${code.message})` : failure);
}

/** Without the Node inside node_modules, which npm is about to replace. */
export async function runNpm(...args) {
  const path = (process.env.PATH ?? '')
    .split(delimiter)
    .filter((folder) => !folder.endsWith(join('node_modules', '.bin')));
  const env = {
    ...process.env,
    PATH: path.join(delimiter),
    npm_config_loglevel: 'error',
    npm_config_update_notifier: 'false',
  };
  const { npm_node_execpath: itsNode, npm_execpath: itself } = process.env;
  const command = itsNode && itself && !itsNode.startsWith(root) ? [itsNode, itself] : ['npm'];
  const failure = `npm ${args[0]} failed; the lines above say why.`;
  await run(command[0], [...command.slice(1), ...args], { env, failure });
}
