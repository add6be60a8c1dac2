import type { Database } from '../database/database.ts';
import type { Announce } from '../log/notices.ts';
import { advanceReadSequence } from './member-store.ts';

/**
 * Remembers how far a member has read, and tells the member's other devices, and those who have a small chat open. Strangers and
 * older marks change nothing.
 */
export async function markRead(
  db: Database,
  announce: Announce,
  mark: { userId: number; uri: string; sequence: number },
): Promise<void> {
  const { userId, uri } = mark;
  const advanced = await advanceReadSequence(db, userId, uri, mark.sequence);
  if (!advanced) return;
  const { chat_id: chatId, read_sequence: sequence, is_shared } = advanced;
  announce([{ to: 'user', userId, kind: 'read', uri, sequence }]);
  if (is_shared) announce([{ to: 'chat', chatId, kind: 'read', userId, sequence }]);
}
