import { z } from 'zod';
import { limits } from './limits.ts';
import { lineSchema, withoutNul, textUpTo } from './text.ts';

/** Who may make an account: everybody, who has a chat's link, or nobody. */
export const signUpModes = ['open', 'invitation', 'closed'] as const;

/** What everybody may know of a server, signed in or not. */
export const serverSchema = z
  .object({
    name: z.string().nullable().describe('What it is called here; null: it has no name of its own.'),
    logo: z.string().nullable().describe('Where its picture is found, 256 pixels square.'),
    sign_up: z.enum(signUpModes).describe('Who may make an account.'),
    guests: z.boolean().describe('Whether people may come in by a link with nothing but a name.'),
    message_length: z.int().describe('Characters of a message, at most.'),
    retention_days: z.int().nullable().describe('After so many days messages are deleted; null: never.'),
    terms: z.boolean().describe('Whether it has terms of its own.'),
  })
  .meta({ id: 'Server' });
export type Server = z.infer<typeof serverSchema>;

export const termsAnswer = z
  .object({ text: z.string().describe('Markdown; empty: none of its own.') })
  .meta({ id: 'Terms' });

/** What owner and administrators set for the whole server. */
export const serverSettingsSchema = z
  .object({
    name: z.string().nullable(),
    logo: z.string().nullable(),
    sign_up: z.enum(signUpModes),
    guests: z.boolean(),
    message_length: z.int(),
    retention_days: z.int().nullable().describe('After so many days messages are deleted; null: never.'),
    terms: z.string().describe('Markdown.'),
  })
  .meta({ id: 'ServerSettings' });
export type ServerSettings = z.infer<typeof serverSettingsSchema>;

const wholeFrom = (min: number, max: number) =>
  z
    .int(`Must be a whole number from ${min} to ${max}.`)
    .min(min, `Must be at least ${min}.`)
    .max(max, `Must be at most ${max}.`);

export const changeServerBody = z
  .strictObject({
    name: lineSchema(limits.serverNameLength).nullable(),
    sign_up: z.enum(signUpModes, `Must be one of: ${signUpModes.join(', ')}.`),
    guests: z.boolean('Must be true or false.'),
    message_length: wholeFrom(limits.messageLengthLeast, limits.messageLength),
    retention_days: wholeFrom(1, limits.retentionDays).nullable(),
    terms: textUpTo(limits.termsLength)
      .refine(...withoutNul)
      .transform((text) => text.toWellFormed().trim()),
  })
  .partial()
  .meta({ id: 'ChangeServer' });

export const claimServerBody = z
  .strictObject({
    token: textUpTo(100).describe('The secret of the link: what follows its #.'),
  })
  .meta({ id: 'ClaimServer' });
