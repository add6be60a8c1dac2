import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { SignedIn } from '../accounts/authenticate.ts';
import { deleteResetsOf } from '../accounts/reset-store.ts';
import { updateServerRole } from '../accounts/server-role-store.ts';
import { transaction, type Database } from '../database/database.ts';
import { Refused } from '../errors.ts';
import { writeAudit } from '../moderation/audit-store.ts';
import { findOwnerSeed, hasOwner, keepOwnerSeed, takeOwnerSeed, type OwnerSeed } from './owner-link-store.ts';

/**
 * The secret of the link to a server without an owner; nothing when it has one. The same from all processes and after a restart, until it is
 * used; `anew` ends the one before.
 */
export async function ownerToken(db: Database, { anew = false } = {}): Promise<string | undefined> {
  if (await hasOwner(db)) return undefined;
  return tokenOf(await keepOwnerSeed(db, randomBytes(32), anew));
}

const tokenOf = ({ seed, secret }: OwnerSeed): string =>
  createHmac('sha256', secret).update('owner link ').update(seed).digest('base64url');

/** Behind the #, which browsers send to nobody, so that the secret is in no log. */
export const ownerLink = (origin: string, token: string): string => `${origin}/admin/claim#${token}`;

/** Who has the link becomes the owner of the server: once, and while there is none. */
export async function claimServer(db: Database, { user }: SignedIn, token: string): Promise<void> {
  const kept = await findOwnerSeed(db);
  if (!kept || !isSame(token, tokenOf(kept))) throw noLink();
  if (user.kind !== 'account')
    throw new Refused('not_allowed', 'Guests can run no server. Keep the account first.');
  await transaction(db, async (tx) => {
    const isTaken = await takeOwnerSeed(tx, kept.seed);
    if (!isTaken || (await hasOwner(tx))) throw noLink();
    await updateServerRole(tx, user.id, 'owner');
    // Administrators that a former owner left behind may have made some.
    await deleteResetsOf(tx, user.id);
    await writeAudit(tx, { chatId: null, actorId: user.id, action: 'server_claimed' });
  });
}

function isSame(given: string, wanted: string): boolean {
  const [one, other] = [Buffer.from(given), Buffer.from(wanted)];
  return one.length === other.length && timingSafeEqual(one, other);
}

/** One answer for a link that never was, was used, or was replaced by another. */
function noLink(): Refused {
  return new Refused('not_found', 'This link was used already, or a newer one was made.');
}
