import { z } from 'zod';
import type { Role } from '@chatire/protocol';
import { transaction, type Database, type Transaction } from '../database/database.ts';
import { jobKind } from '../jobs/job.ts';
import { announceEvents, appendToEach } from '../log/append-events.ts';
import { lockChats } from '../log/log-store.ts';
import type { Announce } from '../log/notices.ts';
import type { LoggedEvent } from '../log/read-log.ts';
import { endMembership, endMemberships } from '../members/end-membership.ts';
import { selectChatsShowing, selectRoles } from '../members/member-store.ts';
import { eraseTexts } from '../messages/erase-texts.ts';
import { deleteDeletion, findDeletion, lockDeletion, updateDoneChat } from './deletion-store.ts';

/** Finishes what the request that began it didn't wait for. */
export const finishDeletionJob = jobKind('finish_deletion', z.object({ user: z.int() }));

/** Chats at once: whoever posts there waits, some hundredths of a second. */
const batch = 50;

/**
 * The texts go, if that was wished; then chat after chat hears that somebody's account was deleted, and loses the member. Goes on where it
 * broke off; two who do it at once take turns. Throws when it is aborted before it is done.
 */
export async function finishDeletion(
  db: Database,
  announce: Announce,
  userId: number,
  signal: AbortSignal,
): Promise<void> {
  const isWithTexts = (await findDeletion(db, userId))?.with_messages === true;
  if (isWithTexts) await eraseTexts(db, userId, signal);
  const chats = (await selectChatsShowing(db, userId)).sort((a, b) => a - b);
  for (let start = 0; start < chats.length; start += batch) {
    signal.throwIfAborted();
    const some = chats.slice(start, start + batch);
    announceEvents(announce, await transaction(db, (tx) => leave(tx, userId, some)));
  }
  // What was posted until the last chat was left.
  if (isWithTexts) await eraseTexts(db, userId, signal);
  await deleteDeletion(db, userId);
}

const isOwner = ({ role }: { role: Role }) => role === 'owner';

async function leave(tx: Transaction, userId: number, chatIds: readonly number[]): Promise<LoggedEvent[]> {
  const deletion = await lockDeletion(tx, userId);
  const left = chatIds.filter((id) => deletion && id > deletion.done_chat);
  const last = left.at(-1);
  if (last === undefined) return [];
  await lockChats(tx, left);
  const events = await appendToEach(tx, left, { kind: 'member_updated', user_id: userId });
  const roles = await selectRoles(tx, userId, left);
  const [owned, others] = [roles.filter(isOwner), roles.filter((one) => !isOwner(one))];
  for (const { chat_id, role } of owned) events.push(...(await endMembership(tx, chat_id, userId, role)));
  const otherIds = others.map(({ chat_id }) => chat_id);
  events.push(...(await endMemberships(tx, otherIds, userId)));
  await updateDoneChat(tx, userId, last);
  return events;
}
