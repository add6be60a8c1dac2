import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from 'pg';
import { StartupError } from '../../startup-error.ts';
import type { Place } from './place.ts';
import { tryConnect } from './connect.ts';
import { FolderInUse } from './folder-in-use.ts';
import { folderLockHolder, tryFolderLock } from './folder-lock-store.ts';
import { disown, type PostmasterFile, readPostmasterFile, stillServes } from './postmaster-file.ts';
import { removeSocketFolder } from './socket-folder.ts';

/**
 * Sees to it that no PostgreSQL runs on the folder: one that a killed Chatire left behind is stopped; one whose Chatire is alive
 * makes this a `FolderInUse`.
 */
export async function claimFolder({ dataDir, cluster, socketFolder, log }: Place): Promise<void> {
  const file = await readPostmasterFile(cluster);
  if (!file) return;
  const client = await connectIfServed(file, cluster);
  if (client) {
    try {
      await refuseIfHeld(client, dataDir);
      log.warn(`PostgreSQL (process ${file.pid}) has outlived its Chatire, stopping it`);
      await stopOrphan(file, cluster);
    } finally {
      await client.end().catch(() => undefined);
    }
  }
  await disown(file);
  if (file.socketFolder !== socketFolder) await removeSocketFolder(file.socketFolder);
}

/** Waits while a PostgreSQL is starting or stopping there. */
async function connectIfServed(file: PostmasterFile, cluster: string): Promise<Client | undefined> {
  for (;;) {
    const client = await tryConnect(file.socketFolder);
    if (client || !stillServes(file, cluster)) return client;
    await sleep(50);
  }
}

/** A Chatire that has just started its PostgreSQL is given a moment to take the lock. */
async function refuseIfHeld(client: Client, dataDir: string): Promise<void> {
  for (let attempt = 0; attempt < 6; attempt++) {
    const holder = await folderLockHolder(client);
    if (holder !== undefined) throw new FolderInUse(dataDir, holder);
    await sleep(50);
  }
  if (!(await tryFolderLock(client))) throw new FolderInUse(dataDir, await folderLockHolder(client));
}

async function stopOrphan(file: PostmasterFile, cluster: string): Promise<void> {
  for (const signal of ['SIGINT', 'SIGQUIT', 'SIGKILL'] as const) {
    if (stillServes(file, cluster)) process.kill(file.pid, signal);
    for (let waited = 0; waited < 8_000; waited += 20) {
      if (!stillServes(file, cluster)) return;
      await sleep(20);
    }
  }
  throw new StartupError(
    `PostgreSQL (process ${file.pid}) still runs on ${cluster} and does not stop: stop it, then start again.`,
  );
}
