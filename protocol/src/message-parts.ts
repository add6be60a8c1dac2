import { z } from 'zod';
import { limits } from './limits.ts';
import { userSchema } from './users.ts';

/** What a message answers, as that is now. */
export const quoteSchema = z
  .object({
    id: z.int(),
    sequence: z.int(),
    user: userSchema.nullable().describe('null: from before the reader came, so nothing of it is shown.'),
    text: z.string().describe(`Its first ${limits.quoteLength} characters; empty once it is deleted.`),
    deleted_at: z.string().nullable(),
  })
  .meta({ id: 'Quote' });
export type Quote = z.infer<typeof quoteSchema>;

export const reactionSchema = z
  .object({ emoji: z.string(), user_ids: z.array(z.int()).describe('In the order in which they reacted.') })
  .meta({ id: 'Reaction' });
export type Reaction = z.infer<typeof reactionSchema>;

export const mentionSchema = z
  .object({
    id: z.int().describe('Of the user.'),
    name: z.string().describe('As the text has it after the @.'),
  })
  .meta({ id: 'Mention' });
export type Mention = z.infer<typeof mentionSchema>;

/** From where somebody wants to read once more. */
export const markUnreadBody = z
  .strictObject({ sequence: z.int('Must be a whole number.').min(1, 'Must be at least 1.') })
  .meta({ id: 'MarkUnread' });
