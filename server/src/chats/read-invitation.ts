import type { Invitation } from '@chatire/protocol';
import type { Database } from '../database/database.ts';
import { Refused } from '../errors.ts';
import { selectInvitation } from './invitation-store.ts';

/** An unknown link, one that is switched off, revoked, at its end or used up: all answer the same. */
export async function readInvitation(db: Database, code: string): Promise<Invitation> {
  const invitation = await selectInvitation(db, code);
  if (!invitation)
    throw new Refused('not_found', "This link doesn't work. Ask whoever sent it for a new one.");
  return invitation;
}
