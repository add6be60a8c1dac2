import type { Client } from 'pg';

/** "chat" as a number: the lock that says which Chatire process the embedded database belongs to. */
const key = 0x63686174;
const namePrefix = 'chatire process ';

/** What a process calls itself while it asks for the lock, so that others can say who holds it. */
export const ownName = `${namePrefix}${process.pid}`;

/** Held for as long as the connection lives. */
export async function tryFolderLock(client: Client): Promise<boolean> {
  const { rows } = await client.query<{ locked: boolean }>('select pg_try_advisory_lock($1) as locked', [
    key,
  ]);
  return rows[0]?.locked === true;
}

/** The number of the process that holds the lock. */
export async function folderLockHolder(client: Client): Promise<string | undefined> {
  const { rows } = await client.query<{ name: string }>(
    `select application_name as name from pg_locks join pg_stat_activity using (pid)
     where locktype = 'advisory' and classid = 0 and objid = $1 and granted`,
    [key],
  );
  return rows[0]?.name.replace(namePrefix, '');
}

export async function databaseExists(client: Client, name: string): Promise<boolean> {
  const { rowCount } = await client.query('select from pg_database where datname = $1', [name]);
  return rowCount === 1;
}

export async function createDatabase(client: Client, name: string): Promise<void> {
  await client.query(`create database ${client.escapeIdentifier(name)}`);
}
