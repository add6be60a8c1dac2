import type { Transaction } from '../database/database.ts';
import type { Notice } from '../log/notices.ts';
import { selectWaiting } from './waiting-store.ts';

/**
 * What owner and moderators are told when anything of what they look after has changed: how much waits. To be announced after
 * the commit; a page that shows more than the number asks for it then.
 */
export async function noticesOfWaiting(
  tx: Transaction,
  chat: { id: number; uri: string },
): Promise<Notice[]> {
  const moderators = await selectWaiting(tx, chat.id);
  return moderators.map(({ user_id: userId, waiting }) => ({
    to: 'user',
    userId,
    kind: 'waiting',
    uri: chat.uri,
    waiting,
  }));
}
