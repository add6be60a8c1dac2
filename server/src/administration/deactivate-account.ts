import { announceEnd } from '../accounts/end-session.ts';
import { updateDeactivated } from '../accounts/server-role-store.ts';
import { endSessionsOf } from '../accounts/session-store.ts';
import type { Database } from '../database/database.ts';
import type { Announce } from '../log/notices.ts';
import { writeAudit } from '../moderation/audit-store.ts';
import { onAccount, type OnAccount } from './on-account.ts';

/**
 * Nobody signs in as a deactivated account: its sessions end, its sockets close, and its password is as good as a wrong one. What was
 * written stays, and so do its chats. Doing again what is so already changes nothing.
 */
export async function deactivateAccount(
  db: Database,
  announce: Announce,
  whose: OnAccount,
  deactivated: boolean,
): Promise<void> {
  const ended = await onAccount(db, whose, async (tx, user) => {
    if (deactivated === (user.deactivated_at !== null)) return [];
    await updateDeactivated(tx, user.id, deactivated ? new Date() : null);
    const action = deactivated ? 'account_deactivated' : 'account_activated';
    await writeAudit(tx, { chatId: null, ...whose, action });
    return endSessionsOf(tx, user.id);
  });
  announceEnd(announce, whose.userId, ended);
}

/** Signs somebody out everywhere. */
export async function endSessions(db: Database, announce: Announce, whose: OnAccount): Promise<void> {
  const ended = await onAccount(db, whose, async (tx, user) => {
    const ended = await endSessionsOf(tx, user.id);
    const details = { count: ended.length };
    if (ended.length > 0) await writeAudit(tx, { chatId: null, ...whose, action: 'sessions_ended', details });
    return ended;
  });
  announceEnd(announce, whose.userId, ended);
}
