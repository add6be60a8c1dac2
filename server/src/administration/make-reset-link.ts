import { makeReset } from '../accounts/make-reset.ts';
import type { Database } from '../database/database.ts';
import { Refused } from '../errors.ts';
import { writeAudit } from '../moderation/audit-store.ts';
import { onAccount, type OnAccount } from './on-account.ts';

const lifetime = 24 * 3_600_000;

/** The secret of a link by which somebody gets another password, once, within a day. */
export function makeResetLink(
  db: Database,
  whose: OnAccount,
  { withoutSecondStep }: { withoutSecondStep: boolean },
): Promise<{ token: string; expires_at: string }> {
  return onAccount(db, whose, async (tx, user) => {
    if (user.kind !== 'account') throw new Refused('conflict', 'Guests have no password.');
    const token = await makeReset(tx, user.id, { lifetime, withoutSecondStep });
    await writeAudit(tx, { chatId: null, ...whose, action: 'reset_made' });
    return { token, expires_at: new Date(Date.now() + lifetime).toISOString() };
  });
}
