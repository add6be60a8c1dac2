import type { Settings, User } from '@chatire/protocol';
import type { Database } from '../database/database.ts';
import { Refused } from '../errors.ts';
import { readTogether } from '../read-together.ts';
import type { AccessTokens } from './access-token.ts';
import { findSessionUsers } from './session-store.ts';

export interface SignedIn {
  /** As everybody may see the person; the e-mail address is apart so that it can't slip into what others get. */
  user: User;
  email: string;
  settings: Settings;
  sessionId: string;
  /** Seconds since 1970 of the first token of the chain. */
  origIat: number;
}

export type Authenticate = (token: string) => Promise<SignedIn>;

/** Who a token stands for. A token of a session that has ended is refused although it hasn't expired. */
export function createAuthenticate(db: Database, tokens: AccessTokens): Authenticate {
  const findUsers = readTogether((sessionIds: readonly string[]) => findSessionUsers(db, sessionIds));
  return async (token) => {
    const { sessionId, origIat } = await tokens.verify(token);
    const account = (await findUsers([sessionId])).get(sessionId);
    if (!account) throw new Refused('not_signed_in', 'This sign-in has ended. Sign in again.');
    const { email, settings, ...user } = account;
    return { user, email, settings, sessionId, origIat };
  };
}
