import type { OwnWays } from '@chatire/protocol';
import type { Database } from '../database/database.ts';
import { selectWays } from './identity-store.ts';

export async function readWays(
  db: Database,
  userId: number,
  provider: { name: string; issuer: string } | undefined,
): Promise<OwnWays> {
  const { has_password, is_connected } = await selectWays(db, userId, provider?.issuer);
  return { has_password, openid: provider ? { name: provider.name, connected: is_connected } : null };
}
