import type { Action } from '@chatire/protocol';
import type { Database, Transaction } from '../database/database.ts';
import { InvalidInput } from '../errors.ts';
import { announceEvents, appendToLog } from '../log/append-events.ts';
import type { Announce } from '../log/notices.ts';
import { writeAudit, type Audited } from '../moderation/audit-store.ts';
import { updateChat as writeChat, type ChatChange } from './chat-store.ts';
import { inChat, type Place } from './in-chat.ts';
import { newUri } from './new-uri.ts';

/**
 * The owner and moderators say what a chat is called, what it is about, and whether its link lets people in; the owner, what those
 * who come from now on see of before, how long messages are kept and when the chat ends.
 */
export function updateChat(
  db: Database,
  announce: Announce,
  place: Place,
  change: Omit<ChatChange, 'link_code' | 'idle_since'>,
): Promise<void> {
  const { link_enabled, history_for_new, retention_days, ends_at, ends_after_days, ...rest } = change;
  if (ends_at && ends_at.getTime() <= Date.now())
    throw new InvalidInput({ ends_at: ['Must be in the future.'] });
  const actions: Action[] = [];
  if (link_enabled !== undefined) actions.push('change_link');
  if (history_for_new !== undefined) actions.push('change_history');
  if ([retention_days, ends_at, ends_after_days].some((wish) => wish !== undefined))
    actions.push('change_lifetime');
  if (Object.keys(rest).length > 0) actions.push('change_chat');
  const details = { ...change, ends_at: ends_at && ends_at.toISOString() };
  // Whoever ends a chat that has long been quiet gives its members these days all the same.
  const written = ends_after_days ? { ...change, idle_since: new Date() } : change;
  return changeChat(db, announce, place, actions, { action: 'chat_changed', details }, (tx, chatId) =>
    writeChat(tx, chatId, written),
  );
}

/** Whoever has the old link can't join by it any more; members notice nothing. It leaves the link on or off, as it is. */
export function renewLink(db: Database, announce: Announce, place: Place): Promise<void> {
  const link_code = newUri();
  return changeChat(db, announce, place, ['change_link'], { action: 'link_renewed' }, (tx, chatId) =>
    writeChat(tx, chatId, { link_code }),
  );
}

/** Changes what members see of the chat, by `write`, for whoever may do all of `actions`; `audited` says so in the log of what was done. */
export async function changeChat(
  db: Database,
  announce: Announce,
  place: Place,
  actions: readonly Action[],
  audited: Pick<Audited, 'action' | 'details'>,
  write: (tx: Transaction, chatId: number) => Promise<void>,
): Promise<void> {
  const event = await inChat(db, place, actions, async (tx, chat) => {
    await write(tx, chat.id);
    await writeAudit(tx, { chatId: chat.id, actorId: place.userId, ...audited });
    return appendToLog(tx, chat.id, { kind: 'chat_updated' });
  });
  announceEvents(announce, [event]);
}
