import type { Database } from '../database/database.ts';
import { selectReadMarks } from './read-mark-store.ts';

/** How far each member has read. A chat of very many members has none that are shown. */
export async function readMarks(
  db: Database,
  chatIds: readonly number[],
): Promise<Map<number, Map<number, number>>> {
  const chats = new Map<number, Map<number, number>>();
  for (const { chat_id, user_id, read_sequence } of await selectReadMarks(db, chatIds))
    chats.set(chat_id, (chats.get(chat_id) ?? new Map()).set(user_id, read_sequence));
  return chats;
}
