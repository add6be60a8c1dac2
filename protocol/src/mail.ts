import { z } from 'zod';
import { textUpTo } from './text.ts';

const levelSchema = z
  .enum(['off', 'mentions', 'all'], 'Must be one of: off, mentions, all.')
  .describe('all: as the level of each chat says.');
const digestSchema = z
  .enum(['hour', 'day'], 'Must be one of: hour, day; or null.')
  .nullable()
  .describe('Whether what came in an hour or a day is told in one mail; null: soon.');

/** Of which messages the caller is told by mail. */
export const ownMailAnswer = z
  .object({
    available: z.boolean().describe('Whether this server sends mails.'),
    confirmed: z.boolean().describe('Whether the link that went to the address was opened.'),
    level: levelSchema,
    digest: digestSchema,
  })
  .meta({ id: 'OwnMail' });
export type OwnMail = z.infer<typeof ownMailAnswer>;

export const mailBody = z
  .strictObject({ level: levelSchema, digest: digestSchema.default(null) })
  .meta({ id: 'Mail' });
export type MailWish = z.infer<typeof mailBody>;

const secretSchema = textUpTo(100);

export const confirmEmailBody = z
  .strictObject({ token: secretSchema.describe('The secret of the link: what follows its #.') })
  .meta({ id: 'ConfirmEmail' });
export const confirmedAnswer = z.object({ email: z.string() }).meta({ id: 'Confirmed' });

/** What mail programs send (RFC 8058); a person's own press sends nothing. */
export const unsubscribeBody = z
  .strictObject({ 'List-Unsubscribe': textUpTo(100).optional() })
  .meta({ id: 'Unsubscribe' });
export const unsubscribeParams = z.object({ token: secretSchema });
