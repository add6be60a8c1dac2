import type { Role, User } from '@chatire/protocol';
import type { Transaction } from '../database/database.ts';
import { announceEvents, appendToLog } from '../log/append-events.ts';
import { dropRequests } from '../links/request-store.ts';
import { lockChats } from '../log/log-store.ts';
import type { Announce, Notice } from '../log/notices.ts';
import type { LoggedEvent } from '../log/read-log.ts';
import { noticesOfWaiting } from '../moderation/waiting.ts';
import { insertMember } from './member-store.ts';

export interface Joined {
  chat: { id: number; uri: string };
  user: Pick<User, 'id'>;
  /** Nothing when the user was a member already, or has just been deleted. */
  added: { event: LoggedEvent; visibleFrom: number; notices: readonly Notice[] } | undefined;
}

/** Makes the user a member, unless it is one: the door through which everybody comes. `linkId`: by which link, if not the chat's own. */
export async function addToChat(
  tx: Transaction,
  chat: { id: number; uri: string },
  user: Pick<User, 'id'>,
  role: Role = 'member',
  linkId: number | null = null,
): Promise<Joined> {
  await lockChats(tx, [chat.id]);
  const visibleFrom = await insertMember(tx, { chat_id: chat.id, user_id: user.id, role, link_id: linkId });
  if (visibleFrom === undefined) return { chat, user, added: undefined };
  const event = await appendToLog(tx, chat.id, { kind: 'member_joined', user_id: user.id });
  // Who has asked to be let in doesn't wait any more.
  const notices = (await dropRequests(tx, user.id, chat.id)) ? await noticesOfWaiting(tx, chat) : [];
  return { chat, user, added: { event, visibleFrom, notices } };
}

/** First to the user's own sockets, so that they listen before anything follows. */
export function announceJoin(announce: Announce, { chat: { id: chatId, uri }, user, added }: Joined): void {
  if (!added) return;
  const { event, visibleFrom, notices } = added;
  announce([{ to: 'user', userId: user.id, kind: 'chat_added', chatId, uri, visibleFrom }]);
  announceEvents(announce, [event]);
  announce(notices);
}
