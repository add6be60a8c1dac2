import { limits } from '@chatire/protocol';
import type { Database } from '../database/database.ts';
import { Refused } from '../errors.ts';
import type { AccessTokens } from './access-token.ts';
import type { Authenticate } from './authenticate.ts';
import { useSession } from './session-store.ts';
import { firstToken, hashSecret, sessionEnd } from './start-session.ts';

/** From a token that is still valid. The chain keeps its first issue time and ends seven days after it. */
export async function refreshByToken(
  authenticate: Authenticate,
  tokens: AccessTokens,
  token: string,
): Promise<string> {
  const { user, sessionId, origIat } = await authenticate(token);
  if (Date.now() - origIat * 1000 > limits.tokenChainLifetime)
    throw new Refused('token_expired', 'This sign-in is older than seven days. Sign in again.');
  return tokens.sign({ userId: user.id, sessionId, origIat });
}

/** From the session cookie, which proves the sign-in anew: a new chain starts. */
export async function refreshByCookie(db: Database, tokens: AccessTokens, secret: string): Promise<string> {
  const session = await useSession(db, hashSecret(secret), sessionEnd());
  if (!session) throw new Refused('not_signed_in', 'This sign-in has ended. Sign in again.');
  return firstToken(tokens, session.user_id, session.id);
}
