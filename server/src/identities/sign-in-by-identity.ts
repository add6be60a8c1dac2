import type { AccessTokens } from '../accounts/access-token.ts';
import { startSession, type StartedSession } from '../accounts/start-session.ts';
import { insertUser } from '../accounts/user-store.ts';
import { transaction, type Database } from '../database/database.ts';
import { isTaken } from '../database/database-errors.ts';
import { withFreeUsername } from './free-username.ts';
import { findUserOfIdentity, insertIdentity } from './identity-store.ts';
import type { Person } from './person.ts';
import { SignInFailed } from './sign-in-failed.ts';

/**
 * The first time makes an account, where that may be. One that is there already isn't taken for the same person's because of an equal name or e-mail
 * address: whoever has it connects the two while signed in.
 */
export async function signInByIdentity(
  db: Database,
  tokens: AccessTokens,
  person: Person,
  userAgent: string,
  mayJoin: () => Promise<boolean>,
): Promise<StartedSession> {
  const known = await startIfKnown(db, tokens, person, userAgent);
  if (known) return known;
  if (!(await mayJoin())) throw new SignInFailed('closed', 'there is no account, and none can be made');
  try {
    return await withFreeUsername(person.username, (name) =>
      transaction(db, async (tx) => {
        const { email } = person;
        const shown = person.name ?? name.username;
        const user = await insertUser(tx, { kind: 'account', ...name, name: shown, email });
        await insertIdentity(tx, person, user.id);
        return startSession(tx, tokens, user.id, userAgent);
      }),
    );
  } catch (error) {
    // The same person came twice at the same time.
    const session = isTaken(error, 'identities_pkey') && (await startIfKnown(db, tokens, person, userAgent));
    if (session) return session;
    throw error;
  }
}

/** With the identity held: once it is disconnected, it starts nothing any more. */
function startIfKnown(db: Database, tokens: AccessTokens, person: Person, userAgent: string) {
  return transaction(db, async (tx) => {
    const user = await findUserOfIdentity(tx, person);
    if (user?.deactivated_at) throw new SignInFailed('closed', 'the account is deactivated');
    return user && startSession(tx, tokens, user.user_id, userAgent);
  });
}
