import type { Database } from '../database/database.ts';
import { selectMemberships, type MembershipRow } from './member-store.ts';

export type Membership = MembershipRow;

/** Every chat of a user. */
export function findMemberships(db: Database, userId: number): Promise<Membership[]> {
  return selectMemberships(db, [userId]);
}

/** Chats that these users came into during the last `withinSeconds`. */
export function findNewMemberships(
  db: Database,
  userIds: readonly number[],
  withinSeconds: number,
): Promise<Membership[]> {
  return selectMemberships(db, userIds, withinSeconds);
}
