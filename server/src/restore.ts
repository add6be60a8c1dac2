import { statSync } from 'node:fs';
import { commandConfig, openDatabaseOf, ownPath, readArguments, runCommand } from './command.ts';
import { restoreBackup } from './database/backup/restore-backup.ts';
import { inProject } from './in-project.ts';
import { createProgress, sizeOf } from './progress.ts';

/** `npm run restore -- FILE`: makes the database, the built-in one or that of `DATABASE_URL`, what a backup holds. No server runs on it. */
await runCommand(async (signal) => {
  const { name, replace } = readArguments('Use it so: npm run restore -- FILE [--replace]', ['replace']);
  const file = ownPath(name);
  const size = sizeOf(statSync(file, { throwIfNoEntry: false })?.size ?? 0);
  const { connection, stop } = await openDatabaseOf(commandConfig(), signal);
  const began = performance.now();
  const progress = createProgress();
  try {
    const { rows, madeAt, migrated } = await restoreBackup(connection, file, {
      migrations: inProject('server/migrations'),
      replace,
      signal,
      onProgress: (table, bytes) => progress.show(`Restoring: ${sizeOf(bytes)} of ${size}, now ${table}`),
    }).finally(() => progress.end());
    const seconds = ((performance.now() - began) / 1000).toFixed(1);
    process.stdout.write(`Restored ${rows} rows as they were at ${madeAt}, in ${seconds} s.\n`);
    if (migrated.length > 0) process.stdout.write(`Brought them up to date: ${migrated.join(', ')}\n`);
  } finally {
    await stop();
  }
});
