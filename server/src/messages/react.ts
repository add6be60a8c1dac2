import { limits, may, type Message } from '@chatire/protocol';
import { refusal } from '../chats/in-chat.ts';
import type { Database } from '../database/database.ts';
import { Muted, Refused } from '../errors.ts';
import type { Announce } from '../log/notices.ts';
import { changeMessage, type MessageOfSomebody } from './change-message.ts';
import { deleteReaction, insertReaction } from './reaction-store.ts';

/** Every member has one reaction of each emoji at each message. The same again changes nothing. */
export function addReaction(
  db: Database,
  announce: Announce,
  where: MessageOfSomebody,
  emoji: string,
): Promise<Message> {
  const { userId } = where;
  return changeMessage(db, announce, where, async (tx, { message, chat }) => {
    if (chat.is_muted) throw new Muted();
    if (!may(chat, 'react')) throw refusal(chat, 'react');
    if (message.deleted_at !== null)
      throw new Refused('conflict', 'This message was deleted, so nobody can react to it any more.');
    const isKnown = message.reactions.some((one) => one.emoji === emoji);
    if (!isKnown && message.reactions.length >= limits.reactionsOfMessage)
      throw new Refused(
        'conflict',
        `A message has at most ${limits.reactionsOfMessage} different reactions.`,
      );
    if (!(await insertReaction(tx, { messageId: message.id, emoji, userId }))) return undefined;
    return { kind: 'reaction_added', message_id: message.id, user_id: userId, emoji };
  });
}

/** Takes one's own back; what isn't there can't be taken back twice. */
export function removeReaction(
  db: Database,
  announce: Announce,
  where: MessageOfSomebody,
  emoji: string,
): Promise<Message> {
  const { userId } = where;
  return changeMessage(db, announce, where, async (tx, { message }) => {
    if (!(await deleteReaction(tx, { messageId: message.id, emoji, userId }))) return undefined;
    return { kind: 'reaction_removed', message_id: message.id, user_id: userId, emoji };
  });
}
