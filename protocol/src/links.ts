import { z } from 'zod';
import { uriSchema } from './chats.ts';
import { limits } from './limits.ts';
import { lineSchema, textUpTo } from './text.ts';
import { selfSchema, tokenAnswer, userSchema } from './users.ts';

/** What somebody who comes by a link may be. */
export const linkRoles = ['member', 'reader'] as const;

const timeSchema = z.string().describe('ISO 8601, UTC.');

/** A link besides the chat's own address, as owner and moderators see it. */
export const linkSchema = z
  .object({
    id: z.int(),
    code: uriSchema.describe('What stands in the link.'),
    name: z.string().nullable().describe('What owner and moderators call it.'),
    role: z.enum(linkRoles).describe('Of whoever comes by it.'),
    expires_at: timeSchema.nullable(),
    max_uses: z.int().nullable(),
    uses: z.int().describe('Who came in by it, and who waits to be let in.'),
    password: z.boolean().describe('Whether it wants one.'),
    ask_first: z.boolean().describe('Owner and moderators let people in.'),
    is_open: z.boolean().describe('Neither revoked nor at its end, nor used up.'),
    created_by: userSchema,
    created_at: timeSchema,
    revoked_at: timeSchema.nullable(),
    member_count: z.int().describe('Who came by it and is in the chat now.'),
    some_members: z.array(userSchema).describe('The first 20 of them.'),
  })
  .meta({ id: 'Link' });
export type Link = z.infer<typeof linkSchema>;

export const linksAnswer = z
  .object({
    links: z
      .array(linkSchema)
      .describe('Newest first. Of revoked ones only those by which somebody came who is there.'),
  })
  .meta({ id: 'Links' });

const passwordSchema = z
  .string('Must be text.')
  .min(limits.linkPasswordMinLength, `Must have at least ${limits.linkPasswordMinLength} characters.`)
  .max(limits.passwordMaxLength, `Must have at most ${limits.passwordMaxLength} characters.`)
  .refine((text) => !text.includes('\0'), 'Must not contain the character NUL.');

const ofLink = {
  name: lineSchema(limits.nameLength).nullable().optional(),
  role: z.enum(linkRoles, 'Must be member or reader.').optional().describe('Left out: member.'),
  expires_at: z.iso
    .datetime({ offset: true, error: 'Must be a time such as 2027-01-31T12:00:00Z.' })
    .transform((time) => new Date(time))
    .nullable()
    .optional(),
  max_uses: z
    .int('Must be a whole number.')
    .min(1, 'Must be at least 1.')
    .max(limits.usesOfLink, `Must be at most ${limits.usesOfLink}.`)
    .nullable()
    .optional(),
  password: passwordSchema.nullable().optional(),
  ask_first: z.boolean('Must be true or false.').optional(),
};

export const createLinkBody = z.strictObject(ofLink).meta({ id: 'CreateLink' });
export const patchLinkBody = z
  .strictObject(ofLink)
  .refine((body) => Object.values(body).some((value) => value !== undefined), {
    path: ['name'],
    message: 'This field is required.',
  })
  .meta({ id: 'PatchLink' })
  .describe('What is left out stays as it is.');
export type LinkChange = z.infer<typeof createLinkBody>;

export const revokeLinkQuery = z.strictObject({
  members: z
    .enum(['true', 'false', 'ban'], 'Must be true, false or ban.')
    .optional()
    .describe('true: whoever came by it is removed, too; ban: and comes in by no door any more.'),
});

/** Somebody who asked to come in. */
export const joinRequestSchema = z
  .object({
    user: userSchema,
    link: z.object({ id: z.int(), name: z.string().nullable() }),
    created_at: timeSchema,
  })
  .meta({ id: 'JoinRequest' });
export type JoinRequest = z.infer<typeof joinRequestSchema>;

export const joinRequestsAnswer = z
  .object({ requests: z.array(joinRequestSchema).describe('Who has waited longest first.') })
  .meta({ id: 'JoinRequests' });

export const joinBody = z
  .strictObject({ password: textUpTo(limits.passwordMaxLength).optional() })
  .meta({ id: 'Join' })
  .describe('`password`: for a link that wants one.');

/** Instead of a chat: the link wants that somebody of the chat lets one in. */
export const waitingAnswer = z.object({ state: z.literal('waiting') }).meta({ id: 'WaitingToJoin' });

/** The same for a guest, who has an account to wait with. */
export const waitingGuestAnswer = tokenAnswer
  .extend({ user: selfSchema, ...waitingAnswer.shape })
  .meta({ id: 'WaitingGuest' });

/** What became of the caller's wish to come in by a link. */
export const ownRequestAnswer = z
  .object({
    state: z
      .enum(['none', 'waiting', 'refused', 'in'])
      .describe("`refused`: within a day one can't ask again by this link."),
    uri: uriSchema.nullable().describe('Of the chat, for those who are in.'),
  })
  .meta({ id: 'OwnJoinRequest' });
export type OwnRequest = z.infer<typeof ownRequestAnswer>;
