import { may } from '@chatire/protocol';
import type { Database } from '../database/database.ts';
import { findMember } from './member-store.ts';

/** Whether the user may write in the chat at this moment; for what is no message, whose statement judges by itself. */
export async function mayWrite(db: Database, userId: number, chatId: number): Promise<boolean> {
  const member = await findMember(db, chatId, userId);
  return member !== undefined && !member.is_muted && may({ kind: 'group', role: member.role }, 'post');
}
