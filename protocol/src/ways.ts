import { z } from 'zod';
import { passkeySchema } from './passkeys.ts';
import { textUpTo } from './text.ts';

/** Ways to sign in besides a password, for whoever isn't signed in yet. */
export const waysSchema = z
  .object({
    openid: z
      .object({ name: z.string().describe('What people call the provider.') })
      .nullable()
      .describe('A provider of OpenID Connect whose accounts are good here; null: none.'),
    mail: z.boolean().describe('Whether a link to a new password can be had by mail.'),
  })
  .meta({ id: 'Ways' });
export type Ways = z.infer<typeof waysSchema>;

/** The caller's own ways to sign in. */
export const ownWaysSchema = z
  .object({
    has_password: z.boolean(),
    codes: z.boolean().describe('Whether codes of an app are asked for besides the password.'),
    recovery_codes: z.int().describe('How many are left.'),
    passkeys: z.array(passkeySchema).describe('Oldest first.'),
    openid: z
      .object({ name: z.string(), connected: z.boolean() })
      .nullable()
      .describe('Whether the account is connected with one at the provider; null: there is no provider.'),
  })
  .meta({ id: 'OwnWays' });
export type OwnWays = z.infer<typeof ownWaysSchema>;

export const beginOpenIdBody = z
  .strictObject({
    next: textUpTo(1000).default('/chats').describe('A path of this page: where to go when it is done.'),
  })
  .meta({ id: 'BeginOpenId' });

export const openIdBegunAnswer = z
  .object({ url: z.string().describe('Where the browser has to go, at the provider.') })
  .meta({ id: 'OpenIdBegun' });

/** Why a sign-in at a provider came to nothing. The page is told in its address, as `openid=<reason>`. */
export const openIdFailures = ['refused', 'unreachable', 'lost', 'taken', 'closed'] as const;
export type OpenIdFailure = (typeof openIdFailures)[number];
