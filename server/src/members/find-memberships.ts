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

/** Which of these chats the user is a member of, at this moment, and from where on each is seen. */
export async function findPresentIn(
  db: Database,
  userId: number,
  chatIds: readonly number[],
): Promise<Map<number, number>> {
  const memberships = await selectMemberships(db, [userId], { chatIds });
  return new Map(memberships.map(({ chat_id, visible_from }) => [chat_id, visible_from]));
}

/** Chats that these users came into during the last `withinSeconds`. */
export function findNewMemberships(
  db: Database,
  userIds: readonly number[],
  withinSeconds: number,
): Promise<Membership[]> {
  return selectMemberships(db, userIds, { withinSeconds });
}
