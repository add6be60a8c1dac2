import type { ServerRole, Settings, User } from '@chatire/protocol';
import type { Database } from '../database/database.ts';
import { Refused } from '../errors.ts';
import { readTogether } from '../read-together.ts';
import type { AccessTokens } from './access-token.ts';
import { findSessionUsers } from './session-store.ts';
import type { Account } from './user-store.ts';

export interface SignedIn {
  /** As everybody may see the person; the e-mail address is apart so that it can't slip into what others get. */
  user: User;
  email: string;
  serverRole: ServerRole | null;
  settings: Settings;
  sessionId: string;
  /** Seconds since 1970 of the first token of the chain. */
  origIat: number;
}

export type Authenticate = (token: string) => Promise<SignedIn>;

/** As the person alone sees it. */
export function accountOf({ user, email, settings, serverRole: server_role }: SignedIn): Account {
  return { ...user, email, settings, server_role };
}

/** Who a token stands for. A token of a session that has ended is refused although it hasn't expired. */
export function createAuthenticate(db: Database, tokens: AccessTokens): Authenticate {
  const findUsers = readTogether((sessionIds: readonly string[]) => findSessionUsers(db, sessionIds));
  return async (token) => {
    const { sessionId, origIat } = tokens.verify(token);
    const account = (await findUsers([sessionId])).get(sessionId);
    if (!account) throw new Refused('not_signed_in', 'This sign-in has ended. Sign in again.');
    const { email, server_role: serverRole, settings, ...user } = account;
    return { user, email, serverRole, settings, sessionId, origIat };
  };
}
