import { randomBytes } from 'node:crypto';
import type { Database } from '../database/database.ts';
import { deleteOldDevices, findUsersOfDevice, upsertDevice } from './device-store.ts';
import { hashSecret } from './start-session.ts';

/**
 * Whoever has signed in here before is no stranger here: tries that others make elsewhere don't hold them up. Gives the secret for the
 * browser's cookie: the one that it sent, if it is ours. It proves nothing else, and lets nobody in.
 */
export async function rememberDevice(
  db: Database,
  userId: number,
  sent: string | undefined,
): Promise<string> {
  const isOurs = sent !== undefined && (await findUsersOfDevice(db, hashSecret(sent))).size > 0;
  const secret = isOurs ? sent : randomBytes(32).toString('base64url');
  await upsertDevice(db, userId, hashSecret(secret));
  await deleteOldDevices(db, userId);
  return secret;
}
