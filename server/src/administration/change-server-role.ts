import type { ServerRole } from '@chatire/protocol';
import type { SignedIn } from '../accounts/authenticate.ts';
import { provePassword, type ProofParts } from '../accounts/prove-password.ts';
import { deleteResetsOf } from '../accounts/reset-store.ts';
import { updateServerRole } from '../accounts/server-role-store.ts';
import { Refused } from '../errors.ts';
import { writeAudit } from '../moderation/audit-store.ts';
import { noAccount, onAccount } from './on-account.ts';

/** By the owner of the server. Handing it over can't be taken back by whoever does it, so that wants the password. */
export async function changeServerRole(
  { db, claimTry }: ProofParts,
  signedIn: SignedIn,
  userId: number,
  { role, password }: { role: ServerRole | null; password?: string | undefined },
): Promise<void> {
  const actorId = signedIn.user.id;
  const whose = { actorId, userId };
  if (role === 'owner') {
    await onAccount(db, whose, async () => undefined);
    await provePassword({ db, claimTry }, signedIn, password, 'password');
  }
  await onAccount(db, whose, async (tx, user, actor) => {
    // Handed over since the request came in.
    if (actor.server_role !== 'owner') throw noAccount();
    if (user.kind !== 'account')
      throw new Refused('conflict', 'Guests can have no role. They keep the account first.');
    if (user.deactivated_at !== null)
      throw new Refused('conflict', 'This account is deactivated. Activate it first.');
    if (user.server_role === role) return;
    // An administrator who made one while this was anybody's account must not get into it now.
    await deleteResetsOf(tx, userId);
    // There is one owner at any time.
    if (role === 'owner') await updateServerRole(tx, actorId, 'administrator');
    await updateServerRole(tx, userId, role);
    await writeAudit(tx, { chatId: null, ...whose, action: 'server_role_changed', details: { role } });
  });
}
