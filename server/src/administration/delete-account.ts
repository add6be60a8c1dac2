import type { SignedIn } from '../accounts/authenticate.ts';
import { eraseUser } from '../accounts/delete-user.ts';
import { provePassword, type ProofParts } from '../accounts/prove-password.ts';
import type { Announce } from '../log/notices.ts';
import { writeAudit } from '../moderation/audit-store.ts';
import { onAccount } from './on-account.ts';

/** For good, so it wants the password of whoever does it. */
export async function deleteAccount(
  { db, announce, claimTry }: ProofParts & { announce: Announce },
  signedIn: SignedIn,
  userId: number,
  { password, messages }: { password?: string | undefined; messages: 'keep' | 'delete' },
): Promise<void> {
  const whose = { actorId: signedIn.user.id, userId };
  // Whom nobody may delete costs no password.
  await onAccount(db, whose, async () => undefined);
  await provePassword({ db, claimTry }, signedIn, password, 'password');
  const user = await onAccount(db, whose, async (tx, { id, username, name, kind, picture }) => {
    await writeAudit(tx, { chatId: null, ...whose, action: 'account_deleted', details: { messages } });
    return { id, username, name, kind, picture };
  });
  await eraseUser({ db, announce }, user, messages);
}
