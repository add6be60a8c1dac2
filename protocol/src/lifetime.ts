import { z } from 'zod';
import { limits } from './limits.ts';

const timeSchema = z.string().describe('ISO 8601, UTC.');

/** How long a chat keeps its messages, and how long there is a chat. */
export const lifetimeShape = {
  retention_days: z
    .int()
    .nullable()
    .describe('How many days messages are kept; null: as long as the server keeps them.'),
  kept_from: z.int().min(0).describe('What stood before this place of the log was deleted; 0: nothing was.'),
  kept_days: z.int().nullable().describe('After how many days it was, at the last time.'),
  ends_at: timeSchema.nullable().describe('The chat is deleted then.'),
  ends_after_days: z.int().nullable().describe('The chat is deleted so many days after its newest message.'),
  idle_since: timeSchema
    .nullable()
    .describe('These days are counted from there, if no message is newer: see `endOf` in lifetime.ts.'),
};
const lifetimeSchema = z.object(lifetimeShape);
export type Lifetime = z.infer<typeof lifetimeSchema>;

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

const notDays = `Must be a whole number from 1 to ${limits.retentionDays}, or nothing.`;

/** Empty and null: none. */
const daysSchema = z
  .union([z.string().regex(/^\d{0,4}$/, notDays), z.int(notDays)], notDays)
  .nullable()
  .transform((wish) => (wish === '' || wish === null ? null : Number(wish)))
  .pipe(z.int(notDays).min(1, notDays).max(limits.retentionDays, notDays).nullable());

/** What the owner may change of it. */
export const changeableOfLifetime = {
  retention_days: daysSchema.optional(),
  ends_after_days: daysSchema.optional(),
  ends_at: z
    .union(
      [z.literal(''), z.iso.datetime({ offset: true })],
      'Must be a time such as 2027-01-31T12:00:00Z, or nothing.',
    )
    .nullable()
    .transform((time) => (time === '' || time === null ? null : new Date(time)))
    .optional(),
};
