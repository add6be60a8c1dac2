import { limits } from '@chatire/protocol';
import type { Database } from '../database/database.ts';
import { ChatNotFound } from '../errors.ts';
import { selectHistory, type Page } from './history-store.ts';

/**
 * A page of messages, oldest first; the newest page by default. `sequence` is the log's head at the same moment. It is the JSON text
 * of a `History`.
 */
export async function readHistory(
  db: Database,
  userId: number,
  uri: string,
  page: Omit<Page, 'limit'> & { limit?: number | undefined },
): Promise<string> {
  const found = await selectHistory(db, userId, uri, { ...page, limit: page.limit ?? limits.pageSize });
  if (found === undefined) throw new ChatNotFound();
  return found;
}
