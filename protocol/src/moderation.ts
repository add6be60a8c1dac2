import { z } from 'zod';
import { messageSchema, uriSchema } from './chats.ts';
import { limits } from './limits.ts';
import { textSchema } from './text.ts';
import { userSchema } from './users.ts';

export const reportReasons = ['spam', 'insult', 'harm', 'other'] as const;
export type ReportReason = (typeof reportReasons)[number];

export const reportBody = z
  .strictObject({
    reason: z.enum(reportReasons, `Must be one of: ${reportReasons.join(', ')}.`),
    words: z
      .union(
        [z.literal(''), textSchema(limits.reportLength)],
        `Must have at most ${limits.reportLength} characters.`,
      )
      .optional()
      .describe('What there is to say besides.'),
  })
  .meta({ id: 'ReportMessage' });

export const muteBody = z
  .strictObject({
    seconds: z
      .union([z.literal(3600), z.literal(86_400), z.null()], 'Must be 3600, 86400 or null.')
      .describe('null: until further notice.'),
  })
  .meta({ id: 'Mute' });

/** How far back to delete what somebody wrote. */
export const removeMessagesQuery = z.strictObject({
  last: z.enum(['hour', 'day', 'all'], 'Must be one of: hour, day, all.'),
});

/** A message that members reported, and what they said of it. */
const reportedSchema = z.object({
  message: messageSchema.describe('As it is now.'),
  reports: z.array(
    z.object({
      user: userSchema,
      reason: z.enum(reportReasons),
      words: z.string(),
      text: z.string().describe('Of the message, as it was then.'),
      at: z.string(),
    }),
  ),
});
export type Reported = z.infer<typeof reportedSchema>;

/** All that waits for the owner and the moderators of a chat. */
export const moderationAnswer = z
  .object({
    uri: uriSchema,
    held: z
      .array(z.object({ id: z.int(), user: userSchema, message: z.string(), at: z.string() }))
      .describe("Newcomers' messages that wait, at most 100, the longest waiting first."),
    banned: z.array(z.object({ user: userSchema, at: z.string() })),
    muted: z.array(z.object({ user: userSchema, until: z.string() })),
    reported: z.array(reportedSchema).describe('At most 100, the longest waiting first.'),
  })
  .meta({ id: 'Moderation' });
export type Moderation = z.infer<typeof moderationAnswer>;

/** What a message said before it was edited; nothing of one that was deleted. */
export const versionsAnswer = z
  .object({
    versions: z
      .array(z.object({ text: z.string(), written_at: z.string().describe('ISO 8601, UTC.') }))
      .describe('Newest first, without what it says now.'),
  })
  .meta({ id: 'Versions' });
export type Versions = z.infer<typeof versionsAnswer>;
