import type { Lifetime } from './lifetime.ts';

/* Apart from the schemas, so that a page can do without those. */

/** Of a chat that its owner has said nothing about. */
export const unlimited: Lifetime = {
  retention_days: null,
  kept_from: 0,
  kept_days: null,
  ends_at: null,
  ends_after_days: null,
  idle_since: null,
};

export const lifetimeOf = (one: Lifetime): Lifetime => ({
  retention_days: one.retention_days,
  kept_from: one.kept_from,
  kept_days: one.kept_days,
  ends_at: one.ends_at,
  ends_after_days: one.ends_after_days,
  idle_since: one.idle_since,
});

/** When the chat is deleted, in milliseconds since 1970, if nobody writes any more; null: never. */
export function endOf(
  chat: Pick<Lifetime, 'ends_at' | 'ends_after_days' | 'idle_since'> & {
    last_message: { created_at: string } | null;
  },
): number | null {
  const ends: number[] = chat.ends_at === null ? [] : [Date.parse(chat.ends_at)];
  if (chat.ends_after_days !== null && chat.idle_since !== null) {
    const newest = Date.parse(chat.last_message?.created_at ?? chat.idle_since);
    ends.push(Math.max(Date.parse(chat.idle_since), newest) + chat.ends_after_days * 86_400_000);
  }
  return ends.length > 0 ? Math.min(...ends) : null;
}
