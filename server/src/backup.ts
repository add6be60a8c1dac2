import { statSync } from 'node:fs';
import { commandConfig, openDatabaseOf, ownPath, readArguments, runCommand } from './command.ts';
import type { Config } from './config.ts';
import { writeBackup } from './database/backup/write-backup.ts';
import { findRunningPostgres, hasCluster } from './database/embedded/running.ts';
import { readVersion } from './in-project.ts';
import { createProgress, sizeOf } from './progress.ts';
import { StartupError } from './startup-error.ts';

/** `npm run backup -- FILE`: all that the server holds at this moment in one file, whether it runs or not. */
await runCommand(async (signal) => {
  const file = ownPath(readArguments('Use it so: npm run backup -- FILE').name);
  const { connection, stop } = await findOrStart(commandConfig(), signal);
  const began = performance.now();
  const progress = createProgress();
  try {
    const rows = await writeBackup(connection, file, {
      version: readVersion(),
      signal,
      onProgress: (table, bytes) => progress.show(`Backing up: ${sizeOf(bytes)} so far, now ${table}`),
    }).finally(() => progress.end());
    const seconds = ((performance.now() - began) / 1000).toFixed(1);
    process.stdout.write(
      `${file}: ${sizeOf(statSync(file).size)}, ${rows} rows, in ${seconds} s.\n` +
        'Whoever has this file can read everything and sign in as anybody: keep it to yourself.\n',
    );
  } finally {
    await stop();
  }
});

async function findOrStart(config: Config, signal: AbortSignal) {
  const running = config.databaseUrl ? undefined : await findRunningPostgres(config.dataDir);
  if (running) return { connection: running, stop: async () => undefined };
  if (config.databaseUrl || (await hasCluster(config.dataDir))) return await openDatabaseOf(config, signal);
  throw new StartupError(
    `There is no database in the data folder ${config.dataDir}: set DATA_DIR or DATABASE_URL as the server has it.`,
  );
}
