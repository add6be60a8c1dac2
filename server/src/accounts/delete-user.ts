import type { User } from '@chatire/protocol';
import { deleteTargetsOf } from '../channels/target-store.ts';
import { transaction, type Database } from '../database/database.ts';
import { Refused } from '../errors.ts';
import { deleteIdentities } from '../identities/identity-store.ts';
import { dropRequests } from '../links/request-store.ts';
import { announceEvents } from '../log/append-events.ts';
import type { Announce } from '../log/notices.ts';
import { endMembership } from '../members/end-membership.ts';
import { selectRoles } from '../members/member-store.ts';
import { anonymiseAudit } from '../moderation/audit-store.ts';
import { appendMemberUpdates, lockChatsShowing } from '../members/member-updates.ts';
import { eraseTexts } from '../messages/erase-texts.ts';
import { eraseTexts as eraseNow, selectTextsOf } from '../messages/erase-texts-store.ts';
import { replacePicture } from '../pictures/replace-picture.ts';
import { removeSecondStep } from '../second-step/remove-second-step.ts';
import type { SignedIn } from './authenticate.ts';
import { announceEnd } from './end-session.ts';
import { provePassword, type ProofParts } from './prove-password.ts';
import { deleteDevicesOf } from './device-store.ts';
import { deleteResetsOf } from './reset-store.ts';
import { endSessionsOf } from './session-store.ts';
import { anonymiseUser } from './user-store.ts';

/**
 * The user leaves every chat by the usual rules and can't come back; the user name is free again. What stays is a row without
 * anything of the person, which messages refer to; their texts go too if that is wished.
 */
export async function deleteUser(
  { db, announce, claimTry }: ProofParts & { announce: Announce },
  signedIn: SignedIn,
  { password, messages }: { password?: string | undefined; messages: 'keep' | 'delete' },
): Promise<void> {
  const { user } = signedIn;
  if (user.kind === 'account') await provePassword({ db, claimTry }, signedIn, password, 'password');
  await eraseUser({ db, announce }, user, messages);
}

/** The same without asking. */
export async function eraseUser(
  { db, announce }: { db: Database; announce: Announce },
  user: User,
  messages: 'keep' | 'delete',
): Promise<void> {
  if (messages === 'delete') await eraseTexts(db, user.id);
  const { sessions, events } = await transaction(db, async (tx) => {
    await lockChatsShowing(tx, user.id);
    await dropRequests(tx, user.id);
    const sessions = await endSessionsOf(tx, user.id);
    await deleteDevicesOf(tx, user.id);
    await deleteResetsOf(tx, user.id);
    await removeSecondStep(tx, user.id);
    await replacePicture(tx, 'users', user.id, null);
    await deleteIdentities(tx, user.id);
    await deleteTargetsOf(tx, user.id);
    // A guest who has become an account meanwhile has a password to give.
    if (!(await anonymiseUser(tx, user)))
      throw new Refused('conflict', 'This account has just changed. Try again.');
    await anonymiseAudit(tx, user.id);
    // What was written meanwhile.
    if (messages === 'delete') await eraseNow(tx, await selectTextsOf(tx, user.id));
    const events = await appendMemberUpdates(tx, user.id);
    for (const { chat_id, role } of await selectRoles(tx, user.id))
      events.push(...(await endMembership(tx, chat_id, user.id, role)));
    return { sessions, events };
  });
  announceEnd(announce, user.id, sessions);
  announceEvents(announce, events);
}
