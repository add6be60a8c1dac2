import { createHash, randomBytes, randomUUIDv7 } from 'node:crypto';
import { limits } from '@chatire/protocol';
import type { Database } from '../database/database.ts';
import type { AccessTokens } from './access-token.ts';
import { deleteOldSessions, insertSession } from './session-store.ts';

export interface StartedSession {
  id: string;
  authToken: string;
  /** For the HttpOnly cookie; the database holds only its hash. */
  secret: string;
}

export async function startSession(
  db: Database,
  tokens: AccessTokens,
  userId: number,
  userAgent: string,
): Promise<StartedSession> {
  const sessionId = randomUUIDv7();
  const secret = randomBytes(32).toString('base64url');
  await deleteOldSessions(db, userId);
  await insertSession(db, {
    id: sessionId,
    user_id: userId,
    secret_hash: hashSecret(secret),
    user_agent: userAgent.slice(0, 200).toWellFormed(),
    expires_at: sessionEnd(),
  });
  return { id: sessionId, authToken: firstToken(tokens, userId, sessionId), secret };
}

/** The first token of a chain. */
export function firstToken(tokens: AccessTokens, userId: number, sessionId: string): string {
  return tokens.sign({ userId, sessionId, origIat: Math.floor(Date.now() / 1000) });
}

/** A fast hash is enough: the secret has 256 random bits. */
export function hashSecret(secret: string): Buffer {
  return createHash('sha256').update(secret).digest();
}

export function sessionEnd(): Date {
  return new Date(Date.now() + limits.sessionLifetime);
}
