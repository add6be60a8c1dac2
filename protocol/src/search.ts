import { z } from 'zod';
import { messageSchema, uriSchema } from './chats.ts';
import { limits } from './limits.ts';
import { textSchema } from './text.ts';

/** In the body and not in the address: what people look for is nothing for the log of a proxy. */
export const searchBody = z
  .strictObject({
    text: textSchema(limits.searchLength).describe(
      'Messages are found that have all its words, or words with these in them, whatever their capitals and accents.',
    ),
    before: z
      .int('Must be a whole number.')
      .min(1, 'Must be at least 1.')
      .optional()
      .describe('Look below this sequence; without it, at the newest.'),
  })
  .meta({ id: 'SearchMessages' });

export const searchAnswer = z
  .object({
    uri: uriSchema,
    messages: z.array(messageSchema).describe('Newest first, without deleted ones.'),
    next: z
      .int()
      .nullable()
      .describe(
        'The `before` with which the search goes on, also when nothing was found so far; null: that was all.',
      ),
  })
  .meta({ id: 'FoundMessages' });
export type FoundMessages = z.infer<typeof searchAnswer>;
