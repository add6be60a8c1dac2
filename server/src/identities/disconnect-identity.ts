import type { SignedIn } from '../accounts/authenticate.ts';
import { announceEnd } from '../accounts/end-session.ts';
import { endSessionsOf } from '../accounts/session-store.ts';
import { lockPasswordHash } from '../accounts/user-store.ts';
import { transaction, type Database } from '../database/database.ts';
import { Refused } from '../errors.ts';
import type { Announce } from '../log/notices.ts';
import { selectPasskeys } from '../passkeys/passkey-store.ts';
import { deleteIdentities } from './identity-store.ts';

/** Only while there is a password or a passkey to come back by. Whoever came by the provider is out at once: every other session ends. */
export async function disconnectIdentity(
  db: Database,
  announce: Announce,
  { user, sessionId }: SignedIn,
): Promise<void> {
  const ended = await transaction(db, async (tx) => {
    const hash = await lockPasswordHash(tx, user.id);
    if (hash === null && (await selectPasskeys(tx, user.id)).length === 0)
      throw new Refused('conflict', 'Choose a password or add a passkey first: there is no other way in.');
    await deleteIdentities(tx, user.id);
    return endSessionsOf(tx, user.id, { except: sessionId });
  });
  announceEnd(announce, user.id, ended);
}
