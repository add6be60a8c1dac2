import { changeUser } from '../accounts/change-user.ts';
import { findSessionUsers } from '../accounts/session-store.ts';
import { updateGuestToAccount } from '../accounts/user-store.ts';
import type { Database } from '../database/database.ts';
import { isTaken } from '../database/database-errors.ts';
import type { Announce } from '../log/notices.ts';
import { withFreeUsername } from './free-username.ts';
import { findUserOfIdentity, insertIdentity } from './identity-store.ts';
import type { Person } from './person.ts';
import { SignInFailed } from './sign-in-failed.ts';

/** From now on whoever is signed in by this session can come by the provider, too. A guest becomes an account that keeps its id. */
export async function connectIdentity(
  db: Database,
  announce: Announce,
  sessionId: string,
  person: Person,
  mayKeep: boolean,
): Promise<void> {
  const user = (await findSessionUsers(db, [sessionId])).get(sessionId);
  if (!user) throw new SignInFailed('lost', 'the session has ended meanwhile');
  if ((await findUserOfIdentity(db, person))?.user_id === user.id) return;
  if (user.kind === 'guest' && !mayKeep) throw new SignInFailed('closed', 'nobody can sign up');
  try {
    if (user.kind === 'guest') await keepGuest(db, announce, user.id, person);
    else await insertIdentity(db, person, user.id);
  } catch (error) {
    if (isTaken(error, 'identities_pkey') || isTaken(error, 'one_identity_of_issuer'))
      throw new SignInFailed('taken', 'another account is connected');
    throw error;
  }
}

async function keepGuest(db: Database, announce: Announce, userId: number, person: Person): Promise<void> {
  await withFreeUsername(person.username, (name) =>
    changeUser(db, announce, userId, async (tx) => {
      const account = { ...name, email: person.email, password_hash: null };
      // Kept by a password meanwhile: then there is no name to take, and the two are connected all the same.
      await updateGuestToAccount(tx, userId, account);
      await insertIdentity(tx, person, userId);
    }),
  );
}
