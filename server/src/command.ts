import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { pino } from 'pino';
import { loadConfig, type Config } from './config.ts';
import { startEmbeddedPostgres } from './database/embedded-postgres.ts';
import { findRunningPostgres } from './database/embedded/running.ts';
import { Refused } from './errors.ts';
import { StartupError } from './startup-error.ts';

/** Runs a command to its end. What it can't do is one sentence and exit code 1. Ctrl-C aborts; a second one ends the process at once. */
export async function runCommand(work: (signal: AbortSignal) => Promise<void>): Promise<void> {
  const aborting = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(name, () => aborting.abort());
  try {
    await work(aborting.signal);
  } catch (error) {
    if (aborting.signal.aborted) process.exitCode = 130;
    else {
      process.stderr.write(`${explain(error)}\n`);
      process.exitCode = 1;
    }
  }
}

/** What stands behind the command: one name, and switches. Anything else is answered with `usage`. */
export function readArguments<Switch extends string = never>(
  usage: string,
  switches: readonly Switch[] = [],
): { name: string } & Record<Switch, boolean> {
  const options = Object.fromEntries(
    switches.map((name) => [name, { type: 'boolean', default: false }] as const),
  );
  try {
    const { values, positionals } = parseArgs({ allowPositionals: true, options });
    const [name, ...more] = positionals;
    if (name && more.length === 0) return { ...(values as Record<Switch, boolean>), name };
  } catch (error) {
    throw new StartupError(`${error instanceof Error ? error.message : ''}\n${usage}`);
  }
  throw new StartupError(usage);
}

/** The server's settings, as the command was started with them. */
export function commandConfig(): Config {
  const { DATA_DIR } = process.env;
  return loadConfig({ ...process.env, ...(DATA_DIR && { DATA_DIR: ownPath(DATA_DIR) }) });
}

/** npm has changed to the project's folder; a path that someone gave means the folder where they are. */
export function ownPath(path: string): string {
  return resolve(process.env['INIT_CWD'] ?? process.cwd(), path);
}

/** The database of the server that runs with these settings. */
export async function findDatabase({ databaseUrl, dataDir }: Config) {
  if (databaseUrl) return { connectionString: databaseUrl };
  const running = await findRunningPostgres(dataDir);
  if (running) return running;
  throw new StartupError(
    `No server runs on the data folder ${dataDir}: start it, or set DATA_DIR or DATABASE_URL as the server has it.`,
  );
}

/** The same, or the built-in one started for a while, where no server runs. */
export async function openDatabaseOf({ databaseUrl, dataDir, logLevel }: Config, signal: AbortSignal) {
  if (databaseUrl) return { connection: { connectionString: databaseUrl }, stop: async () => undefined };
  const log = pino({ level: logLevel }, pino.destination({ fd: 2, sync: true }));
  return await startEmbeddedPostgres({ dataDir, log, signal });
}

function explain(error: unknown): string {
  if (error instanceof Refused) return Object.values(error.errors ?? { '': [error.message] })[0]?.[0] ?? '';
  if (error instanceof StartupError) return error.message;
  return String(error instanceof Error ? error.stack : error);
}
