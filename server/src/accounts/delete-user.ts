import type { User } from '@chatire/protocol';
import { deleteTargetsOf } from '../channels/target-store.ts';
import { transaction, type Database } from '../database/database.ts';
import { Refused } from '../errors.ts';
import { deleteIdentities } from '../identities/identity-store.ts';
import { dropRequests } from '../links/request-store.ts';
import type { Announce } from '../log/notices.ts';
import { anonymiseAudit } from '../moderation/audit-store.ts';
import { replacePicture } from '../pictures/replace-picture.ts';
import { removeSecondStep } from '../second-step/remove-second-step.ts';
import type { SignedIn } from './authenticate.ts';
import { addJob } from '../jobs/add-job.ts';
import { announceEnd } from './end-session.ts';
import { provePassword, type ProofParts } from './prove-password.ts';
import { insertDeletion } from './deletion-store.ts';
import { finishDeletion, finishDeletionJob } from './finish-deletion.ts';
import { deleteDevicesOf } from './device-store.ts';
import { deleteResetsOf } from './reset-store.ts';
import { endSessionsOf } from './session-store.ts';
import { anonymiseUser } from './user-store.ts';

/** How long whoever deletes the account waits for the last chat to hear of it; what is left is done without them. */
const patience = 2_000;

/**
 * The user can't come back, whose name is gone at once; the user name is free again. Chat after chat hears of it, and loses the member.
 * What stays is a row without anything of the person, which messages refer to; their texts go too if that is wished.
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
  user: Pick<User, 'id' | 'kind'>,
  messages: 'keep' | 'delete',
): Promise<void> {
  const sessions = await transaction(db, async (tx) => {
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
    await insertDeletion(tx, user.id, messages === 'delete');
    const runAt = new Date(Date.now() + 2 * patience);
    await addJob(tx, finishDeletionJob, { user: user.id }, { key: `finish_deletion:${user.id}`, runAt });
    return sessions;
  });
  announceEnd(announce, user.id, sessions);
  // Whatever stops it here, the job goes on with it.
  await finishDeletion(db, announce, user.id, AbortSignal.timeout(patience)).catch(() => undefined);
}
