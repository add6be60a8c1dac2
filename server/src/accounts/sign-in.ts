import type { Database } from '../database/database.ts';
import { Refused } from '../errors.ts';
import { proveCode } from '../second-step/prove-code.ts';
import type { Seal } from '../second-step/seal.ts';
import { findTotp } from '../second-step/totp-store.ts';
import type { AccessTokens } from './access-token.ts';
import type { ClaimTry, Subject } from './claim-try.ts';
import { findUsersOfDevice } from './device-store.ts';
import { verifyPassword } from './password-hash.ts';
import { rememberDevice } from './remember-device.ts';
import { hashSecret, startSession, type StartedSession } from './start-session.ts';
import { endSessionsOf } from './session-store.ts';
import { deleteOldTries } from './tries-store.ts';
import { findPasswordHash, isPasswordHashOf } from './user-store.ts';
import { usernameKey } from './username-key.ts';

export interface SignInParts {
  db: Database;
  tokens: AccessTokens;
  claimTry: ClaimTry;
  seal: Seal;
}

export interface Visitor {
  /** As `addressOf` gives it. */
  address: string;
  userAgent: string;
  /** The secret of the browser's device cookie. */
  device: string | undefined;
}

export interface SignedInHere extends StartedSession {
  device: string;
}

/** An unknown name and a wrong password give the same answer, after the same work. */
export async function signIn(
  { db, tokens, claimTry, seal }: SignInParts,
  credentials: { username: string; password: string; code?: string | undefined },
  visitor: Visitor,
): Promise<SignedInHere> {
  const key = usernameKey(credentials.username);
  const user = await findPasswordHash(db, key);
  const attempt = await claimTry(...(await subjectsOf(db, key, user?.id, visitor)));
  const right = await verifyPassword(credentials.password, user?.password_hash ?? null);
  if (!user || !right || user.deactivated_at) throw wrongCredentials();
  if ((await findTotp(db, user.id))?.is_on) {
    if (credentials.code === undefined) {
      await attempt.undecided();
      throw new Refused('code_needed', 'Send a code of your app, or a recovery code, as well.');
    }
    await proveCode({ db, seal }, user.id, credentials.code);
  }
  const session = await startSession(db, tokens, user.id, visitor.userAgent);
  // A new password ends the sessions that are there by then. One that is started a moment later, by the old password, ends here.
  if (!(await isPasswordHashOf(db, user.id, user.password_hash))) {
    await endSessionsOf(db, user.id, { only: session.id });
    throw wrongCredentials();
  }
  await attempt.succeeded();
  await deleteOldTries(db);
  return { ...session, device: await rememberDevice(db, user.id, visitor.device) };
}

/** Strangers share what is allowed for a name, wherever they are; a device where this user has signed in before has its own. */
async function subjectsOf(
  db: Database,
  key: string,
  userId: number | undefined,
  { address, device }: Visitor,
): Promise<Subject[]> {
  const known = device === undefined ? undefined : await findUsersOfDevice(db, hashSecret(device));
  if (device !== undefined && userId !== undefined && known?.has(userId))
    return [{ kind: 'device', of: device, userId }];
  return [
    { kind: 'address', of: address },
    { kind: 'name', of: key },
  ];
}

function wrongCredentials(): Refused {
  const sentence = 'The user name or the password is not right.';
  return new Refused('wrong_credentials', sentence, { password: [sentence] });
}
