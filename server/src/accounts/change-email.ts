import { transaction } from '../database/database.ts';
import { Refused } from '../errors.ts';
import { pauseMail } from '../mail/mail-notices-store.ts';
import type { SignedIn } from './authenticate.ts';
import { provePassword, type ProofParts } from './prove-password.ts';
import { updateEmail, type Account } from './user-store.ts';

/** Wants the password: who reads the mails of this address can have another one set. */
export async function changeEmail(
  { db, claimTry }: ProofParts,
  signedIn: SignedIn,
  { email = '', password }: { email?: string | undefined; password?: string | undefined },
): Promise<Account> {
  await provePassword({ db, claimTry }, signedIn, password, 'password');
  return transaction(db, async (tx) => {
    const account = await updateEmail(tx, signedIn.user.id, email);
    if (!account) throw new Refused('not_signed_in', 'This sign-in has ended. Sign in again.');
    if (email !== signedIn.email) await pauseMail(tx, account.id);
    return account;
  });
}
