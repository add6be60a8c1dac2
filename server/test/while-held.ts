import pg from 'pg';
import { vi } from 'vitest';

/**
 * Holds a chat until so many wait for it as `begin` sends there, changes something by `change`, and lets go: those who wait have looked
 * before the change, and go on after it.
 */
export async function whileHeld<T>(
  connection: pg.ClientConfig,
  uri: string,
  { begin, waiters, change }: { begin: () => Promise<T>; waiters: number; change: string },
): Promise<T> {
  const [holder, watcher] = [new pg.Client(connection), new pg.Client(connection)];
  await Promise.all([holder.connect(), watcher.connect()]);
  try {
    await holder.query('begin');
    await holder.query('select from chats where uri = $1 for update', [uri]);
    const begun = begin();
    await vi.waitFor(async () => {
      const { rowCount } = await watcher.query(
        `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
      );
      if (rowCount !== waiters) throw new Error(`${rowCount} wait for the chat.`);
    }, 10_000);
    await holder.query(change);
    await holder.query('commit');
    return await begun;
  } finally {
    await Promise.all([holder.end(), watcher.end()]);
  }
}
