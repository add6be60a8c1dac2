import type { Chat } from '@chatire/protocol';

type Counted = Pick<Chat, 'unread_count' | 'mention_count' | 'unread_from'> & {
  settings: Pick<Chat['settings'], 'level'>;
};

/** What the title and the icon count: of each chat only what its member wants to be told of. */
export function unreadTotal(chats: Iterable<Counted>): number {
  let total = 0;
  for (const { unread_count, mention_count, unread_from, settings } of chats) {
    if (settings.level === 'mentions') total += mention_count;
    // Marked as unread once more, it counts like one message.
    else if (settings.level === 'all') total += unread_count || (unread_from === null ? 0 : 1);
  }
  return total;
}
