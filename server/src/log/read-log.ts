import { lifetimeOf, type EventFrame, type Message, type User } from '@chatire/protocol';
import type { Database } from '../database/database.ts';
import { selectEvents, selectHeads, type EventRow, type Range } from './log-store.ts';

export type { Range };

export interface LoggedEvent {
  chatId: number;
  sequence: number;
  frame: EventFrame;
}

/** Events as clients get them: chat by chat, in order, at most `limit` of each chat. */
export async function readLog(db: Database, ranges: readonly Range[], limit: number): Promise<LoggedEvent[]> {
  if (ranges.length === 0) return [];
  const rows = await selectEvents(db, ranges, limit);
  const byChat = Map.groupBy(rows, (row) => row.chat_id);
  return [...byChat].flatMap(([chatId, ofChat]) => {
    const { after = 0 } = ranges.find((range) => range.chatId === chatId) ?? {};
    return withoutHoles(ofChat, after, limit);
  });
}

/** The newest place in the log of each of these chats. */
export function readHeads(db: Database, chatIds: readonly number[]): Promise<Map<number, number>> {
  return selectHeads(db, chatIds);
}

/** Events go with the messages that they were about; readers count on each place. */
function withoutHoles(rows: readonly EventRow[], after: number, limit: number): LoggedEvent[] {
  const events: LoggedEvent[] = [];
  let next = after + 1;
  for (const row of rows) {
    const { chat_id: chatId, created_at, uri: chat } = row;
    const hidden = { type: 'event', kind: 'hidden', chat, at: created_at.toISOString() } as const;
    for (; next < row.sequence && events.length < limit; next++)
      events.push({ chatId, sequence: next, frame: { ...hidden, sequence: next } });
    if (events.length === limit) return events;
    events.push({ chatId, sequence: row.sequence, frame: toFrame(row) });
    next = row.sequence + 1;
  }
  return events;
}

function toFrame(row: EventRow): EventFrame {
  const at = row.created_at.toISOString();
  const base = { type: 'event' as const, chat: row.uri, sequence: row.sequence, at };
  const isGone = row.message_id === null && /^(message|reaction)_/.test(row.kind);
  if (row.kind === 'hidden' || isGone) return { ...base, kind: 'hidden' };
  switch (row.kind) {
    case 'message_posted':
      return { ...base, kind: row.kind, message: toMessage(row), mentioned: row.mentioned ?? [] };
    case 'message_edited':
    case 'message_deleted':
      return { ...base, kind: row.kind, message: toMessage(row) };
    case 'reaction_added':
    case 'reaction_removed':
      return { ...base, kind: row.kind, ...toReaction(row), user: toUser(row) };
    case 'member_joined':
    case 'member_updated':
      return { ...base, kind: row.kind, member: toMember(row) };
    case 'member_left':
      return { ...base, kind: row.kind, user: toUser(row) };
    case 'chat_updated':
      return { ...base, kind: row.kind, ...toChange(row) };
  }
}

const toChange = (row: EventRow) => ({
  name: row.chat_name,
  topic: row.topic,
  emoji: row.emoji,
  picture: row.chat_picture,
  link_enabled: row.link_enabled,
  link_code: row.link_code,
  history_for_new: row.history_for_new,
  slow_mode: row.slow_mode,
  hold_newcomers: row.hold_newcomers,
  ...lifetimeOf({
    ...row,
    ends_at: row.ends_at?.toISOString() ?? null,
    idle_since: row.idle_since?.toISOString() ?? null,
  }),
});

/** As it is now: an old event doesn't bring back what was edited or deleted since. */
function toMessage({ message, sequence, chat_id }: EventRow): Message {
  if (message === null) throw new Error(`Event ${sequence} of chat ${chat_id} has no message.`);
  return message;
}

function toReaction({ message_id, message_sequence, reaction, sequence, chat_id }: EventRow) {
  if (message_id === null || message_sequence === null || reaction === null)
    throw new Error(`Event ${sequence} of chat ${chat_id} has no reaction.`);
  return { message_id, message_sequence, emoji: reaction };
}

/** Who has left since then has no row among the members; the event of the leaving follows. */
function toMember(row: EventRow) {
  const { role, joined_at, joined_sequence } = row;
  return {
    ...toUser(row),
    role: role ?? ('member' as const),
    joined_at: (joined_at ?? row.created_at).toISOString(),
    joined_sequence: joined_sequence ?? row.sequence,
  };
}

function toUser(row: EventRow): User {
  const { user_id: id, username, user_name: name, user_kind: kind, user_picture: picture } = row;
  if (id === null || username === null || name === null || kind === null)
    throw new Error('An event has no user.');
  return { id, username, name, kind, picture };
}
