import type { OwnWays } from '@chatire/protocol';
import type { Database } from '../database/database.ts';
import { selectPasskeys } from '../passkeys/passkey-store.ts';
import { countRecoveryCodes } from '../second-step/recovery-code-store.ts';
import { findTotp } from '../second-step/totp-store.ts';
import { selectWays } from './identity-store.ts';

export async function readWays(
  db: Database,
  userId: number,
  provider: { name: string; issuer: string } | undefined,
): Promise<OwnWays> {
  const { has_password, is_connected } = await selectWays(db, userId, provider?.issuer);
  const codes = (await findTotp(db, userId))?.is_on ?? false;
  const recovery_codes = await countRecoveryCodes(db, userId);
  const openid = provider ? { name: provider.name, connected: is_connected } : null;
  const passkeys = (await selectPasskeys(db, userId)).map(({ id, name, created_at, last_used_at }) => ({
    id,
    name,
    created_at: created_at.toISOString(),
    last_used_at: last_used_at?.toISOString() ?? null,
  }));
  return { has_password, codes, recovery_codes, passkeys, openid };
}
