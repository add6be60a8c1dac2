import { z } from 'zod';
import { createUserBody, patchUserBody } from '@chatire/protocol';
import type { Identity } from './identity-store.ts';
import { SignInFailed } from './sign-in-failed.ts';

/** Somebody as the provider knows them, in a form that would do for a sign-up. */
export interface Person extends Identity {
  /** A wish: it may be taken here. */
  username: string;
  /** null: as the user name. */
  name: string | null;
  /** Empty unless the provider has made sure that it is theirs. */
  email: string;
}

const claimsSchema = z.object({
  iss: z.string().min(1).max(1000),
  sub: z.string().min(1).max(255),
  preferred_username: z.string().optional().catch(undefined),
  name: z.string().optional().catch(undefined),
  email: z.string().optional().catch(undefined),
  email_verified: z.boolean().optional().catch(undefined),
});

export function personOf(claims: unknown): Person {
  const parsed = claimsSchema.safeParse(claims);
  if (!parsed.success) throw new SignInFailed('lost', 'the provider names nobody');
  const { iss, sub, preferred_username = '', name = '', email = '', email_verified } = parsed.data;
  return {
    issuer: iss,
    subject: sub,
    username: usernameOf([preferred_username, email.split('@')[0] ?? '', name]),
    name: patchUserBody.shape.name.safeParse(name).data ?? null,
    email: (email_verified === true && createUserBody.shape.email.safeParse(email).data) || '',
  };
}

/** The first of these that has something of a user name; room is left for a number behind it. */
function usernameOf(wishes: readonly string[]): string {
  const names = wishes.map((wish) => {
    const letters = wish.normalize('NFKC').replaceAll(/[^\p{L}\p{M}\p{N}@.+\-_]/gu, '');
    return [...letters].slice(0, 100).join('');
  });
  return names.find((name) => createUserBody.shape.username.safeParse(name).success) ?? 'person';
}
