import { StartupError } from '../../startup-error.ts';
import type { MigrationFile } from '../migration-files.ts';
import { formatVersion, type Manifest } from './manifest.ts';

/** Those that made the tables of the backup, and those that are newer. What this program can't read is a `StartupError`. */
export function splitMigrations(
  files: MigrationFile[],
  { format, version, migrations }: Manifest,
): { before: MigrationFile[]; after: MigrationFile[] } {
  const known = new Map(files.map((file) => [file.name, file.checksum]));
  if (format > formatVersion || migrations.some(({ name }) => !known.has(name)))
    throw new StartupError(
      `The backup was made by a newer Chatire (${version}): update this one to it, then restore.`,
    );
  // A database is brought up to date in the order of the files, so what it has is their beginning.
  const differs = migrations.find(
    ({ name, checksum }, index) => files[index]?.name !== name || known.get(name) !== checksum,
  );
  if (differs)
    throw new StartupError(
      `The backup was made by a Chatire (${version}) whose migration ${differs.name} isn't this one's: restore it with that Chatire.`,
    );
  return { before: files.slice(0, migrations.length), after: files.slice(migrations.length) };
}
