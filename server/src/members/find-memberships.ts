import type { Database } from '../database/database.ts';
import { selectMemberships, type MembershipRow } from './member-store.ts';

export type Membership = MembershipRow;

/** Every chat of these users. */
export async function findMemberships(
  db: Database,
  userIds: readonly number[],
): Promise<Map<number, Membership[]>> {
  return Map.groupBy(await selectMemberships(db, userIds), (membership) => membership.user_id);
}

/** Which of these chats the user is a member of, at this moment. */
export async function findPresentIn(
  db: Database,
  userId: number,
  chatIds: readonly number[],
): Promise<Set<number>> {
  const memberships = await selectMemberships(db, [userId], { chatIds });
  return new Set(memberships.map((membership) => membership.chat_id));
}

/** Chats that these users came into during the last `withinSeconds`. */
export function findNewMemberships(
  db: Database,
  userIds: readonly number[],
  withinSeconds: number,
): Promise<Membership[]> {
  return selectMemberships(db, userIds, { withinSeconds });
}
