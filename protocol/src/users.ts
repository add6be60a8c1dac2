import { z } from 'zod';
import { countCharacters, limits } from './limits.ts';
import { codeSchema } from './second-step.ts';
import { settingsSchema } from './settings.ts';
import { lineSchema, withoutNul, textUpTo } from './text.ts';

export const userSchema = z
  .object({
    id: z.int().describe('Stays the same for ever, also when a guest becomes an account.'),
    username: z
      .string()
      .describe(
        'Unique whatever the case of letters. For a guest it starts with "guest:", which no account can have.',
      ),
    name: z.string().describe('What people see.'),
    kind: z
      .enum(['account', 'guest', 'deleted'])
      .describe(
        'A deleted one has no name of its own any more: show "deleted user" in the language of the page.',
      ),
    picture: z
      .string()
      .nullable()
      .describe('Where the picture is found, 256 pixels square; another one has another address.'),
  })
  .meta({ id: 'User' });
export type User = z.infer<typeof userSchema>;

/** Who runs the server. It has one owner at most. */
export const serverRoles = ['owner', 'administrator'] as const;
export type ServerRole = (typeof serverRoles)[number];

/** What only the person concerned gets. */
export const selfSchema = userSchema
  .extend({
    email: z.string().describe('Empty when none was given.'),
    settings: settingsSchema,
    server_role: z.enum(serverRoles).nullable().describe('What the person is on the server.'),
  })
  .meta({ id: 'Self' });
export type Self = z.infer<typeof selfSchema>;

const usernameSchema = z
  .string('Must be text.')
  .transform((text) => text.normalize('NFKC'))
  .pipe(
    z
      .string()
      .min(1, 'This field may not be blank.')
      .refine(
        (text) => countCharacters(text) <= limits.usernameLength,
        `Must have at most ${limits.usernameLength} characters.`,
      )
      .regex(/^[\p{L}\p{M}\p{N}@.+\-_]*$/u, 'May contain only letters, digits and @ . + - _'),
  )
  .describe('Letters and digits of any script, and @ . + - _');

const emailSchema = z
  .union(
    [
      z.literal(''),
      z
        .email('Enter a valid e-mail address.')
        .max(limits.emailLength, `Must have at most ${limits.emailLength} characters.`),
    ],
    'Enter a valid e-mail address.',
  )
  .optional()
  .describe('Optional. Shown to nobody else.');

/** Rules beyond length depend on the name and on lists, so the server checks them; see `passwordProblems`. */
const passwordSchema = z
  .string('Must be text.')
  .min(1, 'This field may not be blank.')
  .max(limits.passwordMaxLength, `Must have at most ${limits.passwordMaxLength} characters.`)
  .refine(...withoutNul);

/** To find an account by: whatever somebody may type for a user name. */
export const wantedUsernameSchema = z
  .string('Must be text.')
  .min(1, 'This field may not be blank.')
  .max(1000, 'Must have at most 1000 characters.')
  .refine(...withoutNul)
  .transform((text) => text.normalize('NFKC'));

export const createUserBody = z
  .strictObject({
    username: usernameSchema,
    password: passwordSchema,
    email: emailSchema,
    invitation: textUpTo(100)
      .refine(...withoutNul)
      .optional()
      .describe("The code of a chat's link, where only those may sign up who have one."),
  })
  .meta({ id: 'CreateUser' });

/** `email` left out or empty makes an account without one. */
export const keepGuestBody = createUserBody.omit({ invitation: true }).meta({ id: 'KeepGuest' });

export const createTokenBody = z
  .strictObject({
    username: wantedUsernameSchema,
    password: passwordSchema,
    code: codeSchema.optional(),
  })
  .meta({ id: 'CreateToken' });

const tokenSchema = textUpTo(4096);

export const refreshTokenBody = z
  .strictObject({ token: tokenSchema.optional() })
  .meta({ id: 'RefreshToken' })
  .describe('A token that is still valid. Without one, the session cookie is used.');

export const tokenAnswer = z
  .object({ auth_token: z.string().describe('A JWT, valid for five minutes.') })
  .meta({ id: 'Token' });

export const guestBody = z
  .strictObject({
    name: lineSchema(limits.nameLength),
    password: textUpTo(limits.passwordMaxLength).optional().describe('For a link that wants one.'),
  })
  .meta({ id: 'JoinAsGuest' });

export const patchUserBody = z
  .strictObject({ name: lineSchema(limits.nameLength) })
  .meta({ id: 'PatchUser' });

export const changePasswordBody = z
  .strictObject({
    current_password: passwordSchema.optional().describe('Wanted of accounts that have one.'),
    password: passwordSchema,
  })
  .meta({ id: 'ChangePassword' });

export const deleteUserBody = z
  .strictObject({
    password: passwordSchema.optional().describe('Wanted of accounts that have one.'),
    messages: z
      .enum(['keep', 'delete'], 'Must be one of: keep, delete.')
      .describe('keep: they stay, as those of a deleted user. delete: their texts go for good.'),
  })
  .meta({ id: 'DeleteUser' });

const resetToken = textUpTo(100).describe('The secret of the link: what follows its #.');

const filledEmail = z
  .email('Enter a valid e-mail address.')
  .max(limits.emailLength, `Must have at most ${limits.emailLength} characters.`);
export const forgotPasswordBody = z.strictObject({ email: filledEmail }).meta({ id: 'ForgotPassword' });
export const changeEmailBody = z
  .strictObject({ email: emailSchema, password: passwordSchema.optional() })
  .meta({ id: 'ChangeEmail' })
  .describe('Without `email`, or with an empty one, there is none from now on.');

export const lookAtResetBody = z.object({ token: resetToken }).meta({ id: 'LookAtReset' });
export const resetAnswer = z
  .object({ username: z.string().describe('Whose password the link is for.') })
  .meta({ id: 'Reset' });
export const resetPasswordBody = z
  .object({ token: resetToken, password: passwordSchema })
  .meta({ id: 'ResetPassword' });

/** One sign-in of the caller. */
export const sessionSchema = z
  .object({
    id: z.uuid(),
    user_agent: z.string().describe('What the browser said of itself when it signed in.'),
    created_at: z.string(),
    last_used_at: z.string(),
    is_this: z.boolean().describe('The one that asks.'),
  })
  .meta({ id: 'Session' });
export type Session = z.infer<typeof sessionSchema>;

export const sessionsAnswer = z
  .object({ sessions: z.array(sessionSchema).describe('This one first, then those used last.') })
  .meta({ id: 'Sessions' });
