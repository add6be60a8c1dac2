import { may, type Action } from '@chatire/protocol';
import { transaction, type Database, type Transaction } from '../database/database.ts';
import { ChatNotFound, Refused } from '../errors.ts';
import { lockChats } from '../log/log-store.ts';
import { findChatFor } from './chat-store.ts';

/** A chat as one of its members sees it. */
export interface Place {
  userId: number;
  uri: string;
}
export type FoundChat = NonNullable<Awaited<ReturnType<typeof findChatFor>>>;

/**
 * Finds the chat through the caller's membership and does `work` with its row locked, if the caller may do all of
 * `actions`. Membership and role are those under the lock: nobody acts by a right that has just been taken.
 */
export async function inChat<T>(
  db: Database,
  { userId, uri }: Place,
  actions: readonly Action[],
  work: (tx: Transaction, chat: FoundChat) => Promise<T>,
): Promise<T> {
  const found = await findChatFor(db, userId, uri);
  if (!found) throw new ChatNotFound();
  // Whoever may not do it holds up nobody by a lock.
  judge(found, actions);
  return transaction(db, async (tx) => {
    await lockChats(tx, [found.id]);
    const chat = await findChatFor(tx, userId, uri);
    if (!chat) throw new ChatNotFound();
    judge(chat, actions);
    return work(tx, chat);
  });
}

/** Refuses whoever may not do all of it. */
export function judge(chat: FoundChat, actions: readonly Action[]): void {
  for (const action of actions) if (!may(chat, action)) throw refusal(chat, action);
}

export function refusal(chat: FoundChat, action: Action): Refused {
  if (chat.kind === 'direct')
    return new Refused('not_allowed', 'A chat between two stays as it is. Archive it to put it away.');
  return new Refused('not_allowed', sentences[action]);
}

const sentences: Record<Action, string> = {
  post: 'You can read this chat, and not write in it.',
  react: 'You can read this chat, and not react in it.',
  change_chat: 'Only the owner and the moderators can change this chat.',
  change_link: 'Only the owner and the moderators can change the link.',
  change_history: 'Only the owner can change what new members see.',
  change_lifetime: 'Only the owner can say how long messages are kept and when the chat ends.',
  add_members: 'Only members can add people.',
  remove_members: 'Only the owner and the moderators can remove others.',
  delete_messages: 'Only its author, the owner and the moderators of the chat can delete a message.',
  report: 'Only members can report a message.',
  moderate: 'Only the owner and the moderators look after this chat.',
  let_write: 'Only the owner and the moderators say who may write.',
  change_roles: 'Only the owner can change roles.',
  delete_chat: 'Only the owner can delete the chat.',
  leave: 'Only members can leave.',
};
