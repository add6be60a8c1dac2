import { z } from 'zod';
import { uriSchema } from './chats.ts';

/** When the members were last there, of those who share it; nothing for who doesn't, and in chats of very many members. */
export const lastSeenAnswer = z
  .object({
    uri: uriSchema,
    seen: z.array(
      z.object({ user: z.int(), at: z.string().describe('ISO 8601, UTC; to about half a minute.') }),
    ),
  })
  .meta({ id: 'LastSeen' });
export type LastSeen = z.infer<typeof lastSeenAnswer>;
