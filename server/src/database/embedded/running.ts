import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type pg from 'pg';
import { embeddedConnection } from './connect.ts';
import { readHomeFolder } from './home.ts';
import { readPostmasterFile, stillServes } from './postmaster-file.ts';
import { databaseName } from './session.ts';

/** The built-in PostgreSQL of a server that runs on this data folder, for a program that works beside it. */
export async function findRunningPostgres(dataDir: string): Promise<pg.PoolConfig | undefined> {
  const cluster = join((await readHomeFolder(dataDir)).folder, 'cluster');
  const file = await readPostmasterFile(cluster);
  if (!file || !stillServes(file, cluster)) return undefined;
  return embeddedConnection(file.socketFolder, databaseName);
}

/** Whether a built-in PostgreSQL has ever been made in this data folder. */
export async function hasCluster(dataDir: string): Promise<boolean> {
  return existsSync(join((await readHomeFolder(dataDir)).folder, 'cluster'));
}
