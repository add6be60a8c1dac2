import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { makeResetFor, resetLink } from './accounts/make-reset.ts';
import { loadConfig, type Config } from './config.ts';
import { connectOrExplain } from './database/connect-or-explain.ts';
import { openDatabase } from './database/database.ts';
import { findRunningPostgres } from './database/embedded/running.ts';
import { Refused } from './errors.ts';
import { StartupError } from './startup-error.ts';

/** `npm run reset-link -- NAME`: prints a link by which this account gets another password, once, within 24 hours. */
try {
  const { name, withoutSecondStep } = readArguments();
  const config = loadConfig(withOwnFolder(process.env));
  const connection = await findDatabase(config);
  await (await connectOrExplain(connection)).end();
  const db = openDatabase({ ...connection, max: 1 }, () => undefined);
  try {
    const token = await makeResetFor(db, name, { withoutSecondStep });
    process.stdout.write(
      `${resetLink(config.publicUrl ?? `http://localhost:${config.port}`, token)}\n` +
        'Good for one new password within 24 hours. Give it to nobody but the person whose account it is.\n',
    );
  } finally {
    await db.destroy();
  }
} catch (error) {
  process.stderr.write(`${explain(error)}\n`);
  process.exitCode = 1;
}

function readArguments(): { name: string; withoutSecondStep: boolean } {
  const usage = 'Use it so: npm run reset-link -- NAME [--without-second-step]';
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: { 'without-second-step': { type: 'boolean', default: false } },
    });
    const [name, ...more] = positionals;
    if (name && more.length === 0) return { name, withoutSecondStep: values['without-second-step'] };
  } catch (error) {
    throw new StartupError(`${error instanceof Error ? error.message : ''}\n${usage}`.trim());
  }
  throw new StartupError(usage);
}

/** npm has changed to the project's folder; a path that someone gave means the folder where they are. */
function withOwnFolder(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const { DATA_DIR, INIT_CWD = process.cwd() } = env;
  return DATA_DIR ? { ...env, DATA_DIR: resolve(INIT_CWD, DATA_DIR) } : env;
}

async function findDatabase({ databaseUrl, dataDir }: Config) {
  if (databaseUrl) return { connectionString: databaseUrl };
  const running = await findRunningPostgres(dataDir);
  if (running) return running;
  throw new StartupError(
    `No server runs on the data folder ${dataDir}: start it, or set DATA_DIR or DATABASE_URL as the server has it.`,
  );
}

function explain(error: unknown): string {
  if (error instanceof Refused) return Object.values(error.errors ?? { '': [error.message] })[0]?.[0] ?? '';
  if (error instanceof StartupError) return error.message;
  return String(error instanceof Error ? error.stack : error);
}
