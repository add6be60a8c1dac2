import type { Config } from '../config.ts';
import { findRunningPostgres } from '../database/embedded/running.ts';
import { checkBroker } from './check-broker.ts';
import { checkClock } from './check-clock.ts';
import { checkDatabase } from './check-database.ts';
import { checkDataFolder } from './check-disk.ts';
import { checkMail } from './check-mail.ts';
import { checkProxy } from './check-proxy.ts';
import { checkServer } from './check-server.ts';
import { checkSettings } from './check-settings.ts';
import type { Connection } from './database-store.ts';
import { findingsAbout, type Finding } from './finding.ts';

const about = findingsAbout('Database');

/** Looks at everything that a server needs, whether one runs or not, and changes nothing. */
export async function examine(env: NodeJS.ProcessEnv, migrations: string): Promise<Finding[]> {
  const { config, findings } = checkSettings(env);
  if (!config) return findings;
  const database = await examineDatabase(config, migrations);
  const others = await Promise.all([
    config.databaseUrl === undefined ? checkDataFolder(config.dataDir) : [],
    checkClock(),
    checkBroker(config.broker),
    checkMail(config.mail),
    checkServer(config),
    config.publicUrl === undefined ? [] : checkProxy(config.publicUrl, database.secret),
  ]);
  return [findings, database.findings, ...others].flat();
}

async function examineDatabase(
  { databaseUrl, dataDir }: Config,
  migrations: string,
): Promise<{ findings: Finding[]; secret: Uint8Array | undefined }> {
  const connection: Connection | undefined = databaseUrl
    ? { connectionString: databaseUrl }
    : await findRunningPostgres(dataDir);
  if (connection) return checkDatabase(connection, migrations);
  const sentence = `The built-in database of ${dataDir} doesn't run, so it can't be asked.`;
  return {
    findings: [about.doubtful(sentence, 'It runs with the server: start that and ask again.')],
    secret: undefined,
  };
}
