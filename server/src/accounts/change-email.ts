import { Refused } from '../errors.ts';
import type { SignedIn } from './authenticate.ts';
import { provePassword, type ProofParts } from './prove-password.ts';
import { updateEmail, type Account } from './user-store.ts';

/** Wants the password: who reads the mails of this address can have another one set. */
export async function changeEmail(
  parts: ProofParts,
  signedIn: SignedIn,
  { email = '', password }: { email?: string | undefined; password?: string | undefined },
): Promise<Account> {
  await provePassword(parts, signedIn, password, 'password');
  const account = await updateEmail(parts.db, signedIn.user.id, email);
  if (!account) throw new Refused('not_signed_in', 'This sign-in has ended. Sign in again.');
  return account;
}
