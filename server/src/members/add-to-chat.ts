import type { Role, User } from '@chatire/protocol';
import type { Transaction } from '../database/database.ts';
import { announceEvents, appendToLog } from '../log/append-events.ts';
import { lockChats } from '../log/log-store.ts';
import type { Announce } from '../log/notices.ts';
import type { LoggedEvent } from '../log/read-log.ts';
import { insertMember } from './member-store.ts';

export interface Joined {
  chat: { id: number; uri: string };
  user: User;
  /** Nothing when the user was a member already, or has just been deleted. */
  added: { event: LoggedEvent; visibleFrom: number } | undefined;
}

/** Makes the user a member, unless it is one. */
export async function addToChat(
  tx: Transaction,
  chat: { id: number; uri: string },
  user: User,
  role: Role = 'member',
): Promise<Joined> {
  await lockChats(tx, [chat.id]);
  const visibleFrom = await insertMember(tx, { chat_id: chat.id, user_id: user.id, role });
  if (visibleFrom === undefined) return { chat, user, added: undefined };
  const event = await appendToLog(tx, chat.id, { kind: 'member_joined', user_id: user.id });
  return { chat, user, added: { event, visibleFrom } };
}

/** First to the user's own sockets, so that they listen before anything follows. */
export function announceJoin(announce: Announce, { chat: { id: chatId, uri }, user, added }: Joined): void {
  if (!added) return;
  const { event, visibleFrom } = added;
  announce([{ to: 'user', userId: user.id, kind: 'chat_added', chatId, uri, visibleFrom }]);
  announceEvents(announce, [event]);
}
