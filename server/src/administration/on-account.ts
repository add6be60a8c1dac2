import type { ServerRole } from '@chatire/protocol';
import { lockRanked, type RankedUser } from '../accounts/server-role-store.ts';
import { transaction, type Database, type Transaction } from '../database/database.ts';
import { Refused } from '../errors.ts';

/** Who acts, and on whom. */
export interface OnAccount {
  actorId: number;
  userId: number;
}

/**
 * Does `work` with both rows held. Nobody acts on an account of the own rank or above, the own one among them; ranks are those under the
 * lock: nobody acts by a role that has just been taken.
 */
export function onAccount<T>(
  db: Database,
  { actorId, userId }: OnAccount,
  work: (tx: Transaction, user: RankedUser, actor: RankedUser) => Promise<T>,
): Promise<T> {
  return transaction(db, async (tx) => {
    const held = await lockRanked(tx, [actorId, userId]);
    const actor = held.find(({ id }) => id === actorId);
    const user = held.find(({ id }) => id === userId);
    if (!user || !actor?.server_role) throw noAccount();
    if (ranks[actor.server_role] <= rankOf(user))
      throw new Refused(
        'conflict',
        user === actor
          ? 'This is your own account: see to it in your settings.'
          : 'Only the owner of the server can do this with an administrator, and nobody with the owner.',
      );
    return work(tx, user, actor);
  });
}

export const noAccount = () => new Refused('not_found', 'There is no such account.');

const ranks = { owner: 2, administrator: 1 } satisfies Record<ServerRole, number>;
const rankOf = ({ server_role }: RankedUser) => (server_role ? ranks[server_role] : 0);
