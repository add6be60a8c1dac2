import type { Database } from '../database/database.ts';
import type { Announce } from '../log/notices.ts';
import { advanceReadSequence } from './member-store.ts';

/** Remembers how far a member has read, and tells the member's other devices. Strangers and older marks change nothing. */
export async function markRead(
  db: Database,
  announce: Announce,
  mark: { userId: number; uri: string; sequence: number },
): Promise<void> {
  const sequence = await advanceReadSequence(db, mark.userId, mark.uri, mark.sequence);
  if (sequence !== undefined)
    announce([{ to: 'user', userId: mark.userId, kind: 'read', uri: mark.uri, sequence }]);
}
