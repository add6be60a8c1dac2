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
    .describe('These days are counted from there, if no message is newer: see `endOf` in lifetime-of.ts.'),
};
const lifetimeSchema = z.object(lifetimeShape);
export type Lifetime = z.infer<typeof lifetimeSchema>;

const notDays = `Must be a whole number from 1 to ${limits.retentionDays}, or nothing.`;
const notTime = 'Must be a time such as 2027-01-31T12:00:00Z, or nothing.';

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
    .union([z.literal('', notTime), z.iso.datetime({ offset: true, error: notTime })], notTime)
    .nullable()
    .transform((time) => (time === '' || time === null ? null : new Date(time)))
    .optional(),
};
