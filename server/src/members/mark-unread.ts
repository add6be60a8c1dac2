import type { Database } from '../database/database.ts';
import { ChatNotFound } from '../errors.ts';
import type { Announce } from '../log/notices.ts';
import { updateUnreadFrom } from './member-store.ts';

/** Remembers from where a member wants to read once more, and tells the member's other devices. Reading that far takes it back. */
export async function markUnread(
  db: Database,
  announce: Announce,
  { userId, uri, sequence }: { userId: number; uri: string; sequence: number },
): Promise<void> {
  const from = await updateUnreadFrom(db, userId, uri, sequence);
  if (from === undefined) throw new ChatNotFound();
  announce([{ to: 'user', userId, kind: 'unread', uri, sequence: from }]);
}
