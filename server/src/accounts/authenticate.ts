import type { User } from '@chatire/protocol';
import type { Database } from '../database/database.ts';
import { Refused } from '../errors.ts';
import type { AccessTokens } from './access-token.ts';
import { findSessionUser } from './session-store.ts';

export interface SignedIn {
  /** As everybody may see the person; the e-mail address is apart so that it can't slip into what others get. */
  user: User;
  email: string;
  sessionId: string;
  /** Seconds since 1970 of the first token of the chain. */
  origIat: number;
}

/** Who a token stands for. A token of a session that has ended is refused although it hasn't expired. */
export async function authenticate(db: Database, tokens: AccessTokens, token: string): Promise<SignedIn> {
  const { sessionId, origIat } = await tokens.verify(token);
  const account = await findSessionUser(db, sessionId);
  if (!account) throw new Refused('not_signed_in', 'This sign-in has ended. Sign in again.');
  const { email, ...user } = account;
  return { user, email, sessionId, origIat };
}
