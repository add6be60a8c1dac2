import { createHash } from 'node:crypto';
import type pg from 'pg';
import { connectOrExplain } from '../connect-or-explain.ts';
import { appliedMigrations } from '../migration-store.ts';
import { type Archive, writeArchive } from './archive.ts';
import { copyOut, fixNotation, openSnapshot, postgresVersion, type Table } from './backup-store.ts';
import { formatVersion, type Manifest, manifestName, partName, type Sums, sumsName } from './manifest.ts';
import { writeNewFile } from './new-file.ts';

/** Bytes of rows that are in memory at once. */
const partSize = 4 * 1024 * 1024;

export interface BackupOptions {
  version: string;
  signal: AbortSignal;
  /** Hears how many bytes of rows were read so far. */
  onProgress(table: string, bytes: number): void;
}

/**
 * Writes all that the database holds at one moment into a new file; nobody has to stop meanwhile. Gives the number of rows. Whatever
 * stands in the way is a `StartupError`, and leaves no file.
 */
export async function writeBackup(
  connection: pg.PoolConfig,
  path: string,
  options: BackupOptions,
): Promise<number> {
  const client = await connectOrExplain(connection);
  try {
    await fixNotation(client);
    return await writeNewFile(path, async (file) => {
      const archive = writeArchive(file);
      try {
        return await writeTables(archive, client, options);
      } catch (error) {
        await archive.abandon();
        throw error;
      }
    });
  } finally {
    await client.end();
  }
}

async function writeTables(
  archive: Archive,
  client: pg.Client,
  { version, signal, onProgress }: BackupOptions,
): Promise<number> {
  const tables = await openSnapshot(client);
  const manifest: Manifest = {
    format: formatVersion,
    version,
    made_at: new Date().toISOString(),
    postgres: await postgresVersion(client),
    migrations: await appliedMigrations(client),
    tables,
  };
  await archive.add(manifestName, asJson(manifest));
  const sums: Sums = {};
  let bytes = 0;
  for (const table of tables)
    sums[table.name] = await writeTable(archive, client, table, (size) => {
      signal.throwIfAborted();
      onProgress(table.name, (bytes += size));
    });
  await archive.add(sumsName, asJson(sums));
  await archive.finish();
  return Object.values(sums).reduce((sum, { rows }) => sum + rows, 0);
}

async function writeTable(
  archive: Archive,
  client: pg.Client,
  table: Table,
  onBytes: (size: number) => void,
): Promise<{ rows: number; sha256: string }> {
  const hash = createHash('sha256');
  let rows = 0;
  let parts = 0;
  for await (const part of inParts(copyOut(client, table))) {
    onBytes(part.length);
    hash.update(part);
    rows += countLines(part);
    await archive.add(partName(table.name, ++parts), part);
  }
  return { rows, sha256: hash.digest('hex') };
}

/** A tar says an entry's size before its content. */
async function* inParts(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer, void> {
  let waiting: Buffer[] = [];
  let size = 0;
  for await (const chunk of chunks) {
    waiting.push(chunk);
    size += chunk.length;
    if (size < partSize) continue;
    yield Buffer.concat(waiting);
    waiting = [];
    size = 0;
  }
  if (size > 0) yield Buffer.concat(waiting);
}

/** One for each row: COPY writes a new line in a text as `\n`. */
function countLines(part: Buffer): number {
  let lines = 0;
  for (let at = part.indexOf(0x0a); at !== -1; at = part.indexOf(0x0a, at + 1)) lines++;
  return lines;
}

function asJson(value: unknown): Buffer {
  return Buffer.from(`${JSON.stringify(value, null, 2)}\n`);
}
