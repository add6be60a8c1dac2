import { randomBytes } from 'node:crypto';
import type { SignedIn } from '../accounts/authenticate.ts';
import { deleteResetsOf } from '../accounts/reset-store.ts';
import { updateServerRole } from '../accounts/server-role-store.ts';
import { hashSecret } from '../accounts/start-session.ts';
import { transaction, type Database } from '../database/database.ts';
import { Refused } from '../errors.ts';
import { writeAudit } from '../moderation/audit-store.ts';
import { hasOwner, isOwnerToken, takeOwnerToken, updateOwnerToken } from './owner-link-store.ts';

/** The secret of a new link, which ends the one before; nothing when the server has an owner. The database holds only its hash. */
export async function makeOwnerToken(db: Database): Promise<string | undefined> {
  if (await hasOwner(db)) return undefined;
  const token = randomBytes(32).toString('base64url');
  await updateOwnerToken(db, hashSecret(token));
  return token;
}

/** Behind the #, which browsers send to nobody, so that the secret is in no log. */
export const ownerLink = (origin: string, token: string): string => `${origin}/admin/claim#${token}`;

/** Who has the link becomes the owner of the server: once, and while there is none. */
export async function claimServer(db: Database, { user }: SignedIn, token: string): Promise<void> {
  const tokenHash = hashSecret(token);
  if (!(await isOwnerToken(db, tokenHash))) throw noLink();
  if (user.kind !== 'account')
    throw new Refused('not_allowed', 'Guests can run no server. Keep the account first.');
  await transaction(db, async (tx) => {
    const isTaken = await takeOwnerToken(tx, tokenHash);
    if (!isTaken || (await hasOwner(tx))) throw noLink();
    await updateServerRole(tx, user.id, 'owner');
    // Administrators that a former owner left behind may have made some.
    await deleteResetsOf(tx, user.id);
    await writeAudit(tx, { chatId: null, actorId: user.id, action: 'server_claimed' });
  });
}

/** One answer for a link that never was, was used, or was replaced by another. */
function noLink(): Refused {
  return new Refused('not_found', 'This link was used already, or a newer one was made.');
}
