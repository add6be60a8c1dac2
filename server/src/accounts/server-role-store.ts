import type { ServerRole, User } from '@chatire/protocol';
import type { Transaction } from '../database/database.ts';

export interface RankedUser extends Pick<User, 'id' | 'username' | 'name' | 'kind' | 'picture'> {
  server_role: ServerRole | null;
  deactivated_at: Date | null;
}

/** Those of these that are there, held until the transaction ends. In one order, so that none waits for the other. */
export function lockRanked(tx: Transaction, userIds: readonly number[]): Promise<RankedUser[]> {
  return tx
    .selectFrom('users')
    .select(['id', 'username', 'name', 'kind', 'picture', 'server_role', 'deactivated_at'])
    .where('id', 'in', userIds)
    .where('kind', '<>', 'deleted')
    .orderBy('id')
    .forNoKeyUpdate()
    .execute();
}

export async function updateServerRole(
  tx: Transaction,
  userId: number,
  server_role: ServerRole | null,
): Promise<void> {
  await tx.updateTable('users').set({ server_role }).where('id', '=', userId).execute();
}

export async function updateDeactivated(
  tx: Transaction,
  userId: number,
  deactivated_at: Date | null,
): Promise<void> {
  await tx.updateTable('users').set({ deactivated_at }).where('id', '=', userId).execute();
}
