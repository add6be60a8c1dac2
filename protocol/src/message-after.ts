import type { Message } from './chats.ts';
import type { EventFrame } from './frames.ts';
import { limits } from './limits.ts';
import type { Quote, Reaction } from './message-parts.ts';

/** A copy of a message after an event of its chat, which may be about it, or about what it answers. The same copy when it is neither. */
export function messageAfter(held: Message, event: EventFrame): Message {
  switch (event.kind) {
    case 'message_edited':
    case 'message_deleted':
      if (held.id === event.message.id) return newerOf(held, event.message);
      return held.reply_to?.id === event.message.id ? { ...held, reply_to: quoteOf(event.message) } : held;
    case 'reaction_added':
    case 'reaction_removed': {
      if (held.id !== event.message_id || held.version >= event.sequence) return held;
      return { ...held, version: event.sequence, reactions: reactionsAfter(held.reactions, event) };
    }
    default:
      return held;
  }
}

/** Of two copies of a message. Of two that are the same, the first. */
export const newerOf = (a: Message, b: Message): Message => (b.version > a.version ? b : a);

/** How a message stands in those that answer it. */
export function quoteOf({ id, sequence, user, message, deleted_at }: Message): Quote {
  const text = Array.from(message).slice(0, limits.quoteLength).join('');
  return { id, sequence, user, text, deleted_at };
}

/** An emoji keeps its place until the last person takes it back. */
export function reactionsAfter(
  reactions: readonly Reaction[],
  { kind, emoji, user }: { kind: 'reaction_added' | 'reaction_removed'; emoji: string; user: { id: number } },
): Reaction[] {
  const known = reactions.some((one) => one.emoji === emoji);
  const all = known ? reactions : [...reactions, { emoji, user_ids: [] }];
  return all
    .map((one) => {
      if (one.emoji !== emoji) return one;
      const others = one.user_ids.filter((id) => id !== user.id);
      return { emoji, user_ids: kind === 'reaction_added' ? [...others, user.id] : others };
    })
    .filter(({ user_ids }) => user_ids.length > 0);
}
