import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';

/** As whom PostgreSQL's programs run. */
export interface Runner {
  /** What stands before the program's own command line. */
  prefix: string[];
  ids: { uid?: number; gid?: number };
}

/** Where the database lies, and as whom PostgreSQL runs: always as the owner of that folder. */
export interface Home {
  folder: string;
  runner: Runner;
}

export const asOneself: Runner = { prefix: [], ids: {} };

/**
 * PostgreSQL refuses to run as root. In this namespace root is called 65534 and has no privileges, and still reaches root's own files.
 * The number has to be in the password file; as `nobody` it always is.
 */
export const asRootUnnamed: Runner = {
  prefix: ['unshare', '--user', '--map-user=65534', '--map-group=65534', '--'],
  ids: {},
};

export function asUser(ids: { uid: number; gid: number }): Runner {
  return { prefix: [], ids };
}

export function spawnAs(
  runner: Runner,
  program: string,
  args: string[],
  options: SpawnOptions,
): ChildProcess {
  const [file = program, ...rest] = [...runner.prefix, program, ...args];
  // No variable of ours reaches PostgreSQL: neither passwords nor PGDATA, PGPORT and their like.
  const env = { PATH: process.env['PATH'], LC_ALL: 'C' };
  return spawn(file, rest, { ...options, ...runner.ids, env });
}

/** Runs to the end; `output` is all that the program said. */
export async function runAs(
  runner: Runner,
  program: string,
  args: string[],
  options: SpawnOptions = {},
): Promise<{ ok: boolean; output: string }> {
  const child = spawnAs(runner, program, args, { cwd: '/', ...options, stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = new Promise<boolean>((resolve, reject) => {
    // One that runs and is told to stop has still to end, so that nothing of it meets the next start.
    child.once('error', (error) => {
      if (child.pid === undefined) reject(error);
    });
    child.once('close', (code) => resolve(code === 0));
  });
  try {
    const [ok, out, problem] = await Promise.all([ended, text(child.stdout!), text(child.stderr!)]);
    return { ok, output: (problem || out).trim() };
  } catch (error) {
    return { ok: false, output: String(error) };
  }
}
