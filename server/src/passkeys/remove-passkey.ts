import type { SignedIn } from '../accounts/authenticate.ts';
import { announceEnd } from '../accounts/end-session.ts';
import { provePassword, type ProofParts } from '../accounts/prove-password.ts';
import { endSessionsOf } from '../accounts/session-store.ts';
import { lockPasswordHash } from '../accounts/user-store.ts';
import { transaction } from '../database/database.ts';
import { Refused } from '../errors.ts';
import { selectWays } from '../identities/identity-store.ts';
import type { Announce } from '../log/notices.ts';
import { deletePasskey, selectPasskeys } from './passkey-store.ts';

/** Never the last way in. Whoever came by it is out at once: every other session ends. `issuer`: the provider people can come by now. */
export async function removePasskey(
  { db, announce, claimTry }: ProofParts & { announce: Announce },
  signedIn: SignedIn,
  { id, password }: { id: number; password?: string | undefined },
  issuer: string | undefined,
): Promise<void> {
  const { user, sessionId } = signedIn;
  if (!(await selectPasskeys(db, user.id)).some((passkey) => passkey.id === id)) throw notFound();
  await provePassword({ db, claimTry }, signedIn, password, 'password');
  const ended = await transaction(db, async (tx) => {
    await lockPasswordHash(tx, user.id);
    if (!(await deletePasskey(tx, user.id, id))) throw notFound();
    const { has_password, is_connected } = await selectWays(tx, user.id, issuer);
    if (!has_password && !is_connected && (await selectPasskeys(tx, user.id)).length === 0)
      throw new Refused('conflict', 'Choose a password first: without one there is no other way in.');
    return endSessionsOf(tx, user.id, { except: sessionId });
  });
  announceEnd(announce, user.id, ended);
}

function notFound(): Refused {
  return new Refused('not_found', 'There is no such passkey.');
}
