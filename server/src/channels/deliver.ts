import { z } from 'zod';
import { addJob } from '../jobs/add-job.ts';
import { jobKind, type Try } from '../jobs/job.ts';
import { transaction, type Database, type Transaction } from '../database/database.ts';
import {
  mostMessages,
  type Channel,
  type Notice,
  type NoticedMessage,
  type Outcome,
  type Target,
} from './channel.ts';
import {
  claim,
  lockTarget,
  selectDue,
  settle,
  settleClaims,
  type DueChat,
  type LockedTarget,
} from './due-store.ts';
import { quietUntil } from './quiet-until.ts';
import { countFailure, deleteTarget, forgetFailures, switchOff } from './target-store.ts';

/** Of one chat, or of all for a digest. */
export const deliverJob = jobKind('deliver', z.object({ target: z.int(), chat: z.int().nullable() }));
type Delivery = z.infer<typeof deliverJob.payload>;

/**
 * Tells a target what it hasn't been told, as far as that is still news. What is sent is claimed before, in a transaction, and counts as
 * told after: a try that failed, or whose process died, is made again with the same notices of the same ids. While one job waits for an
 * answer, another one sends nothing of the same chat.
 */
export async function deliver(
  db: Database,
  channels: readonly Channel[],
  delivery: Delivery,
  { id, signal }: Try,
): Promise<void> {
  while (!signal.aborted) {
    const claimed = await transaction(db, (tx) => claimNext(tx, channels, delivery, id));
    if (!claimed) return;
    const { channel, target, chats } = claimed;
    await send(db, channel, target, chats.map(toNotice(target)), signal);
    await settleClaims(
      db,
      target.id,
      chats.map(({ chat_id, end }) => ({ chat_id, claimed: end })),
    );
  }
  throw new Error('The process stops.');
}

interface Claimed {
  channel: Channel;
  target: Target;
  chats: ToTell[];
}
/** `end` is the place of the last message. That of what was claimed before stays, and so its name does. */
type ToTell = DueChat & { end: number; messages: NoticedMessage[] };

/** Nothing when there is nothing to tell, or not now: then a job waits for the time. */
async function claimNext(
  tx: Transaction,
  channels: readonly Channel[],
  delivery: Delivery,
  job: number,
): Promise<Claimed | undefined> {
  const target = await lockTarget(tx, delivery.target);
  const channel = channels.find(({ name }) => name === target?.channel);
  if (!target || target.off_at || !channel) return undefined;
  const due = await findDue(tx, delivery, target, job);
  if (due.some((chat) => chat.is_being_told)) {
    // By a job that began before this one was put in. It goes on by itself, unless its process dies.
    return void (await putOff(tx, delivery, target, new Date(Date.now() + 1_000)));
  }
  const chats = due.flatMap((chat) => {
    const { messages, claimed } = chat;
    return messages === null ? [] : [{ ...chat, messages, end: claimed ?? messages.at(-1)?.sequence ?? 0 }];
  });
  await settle(
    tx,
    target.id,
    due.filter(({ messages }) => messages === null).map((chat) => chat.chat_id),
  );
  if (chats.length === 0) return undefined;
  const later = laterThanNow(target, channel, chats);
  if (later) return void (await putOff(tx, delivery, target, later));
  await claim(tx, target.id, job, chats);
  return { channel, target, chats };
}

/** What was claimed before and isn't news any more counts as told, and what came after it is looked for. */
async function findDue(
  tx: Transaction,
  delivery: Delivery,
  { chat_id: chatId }: LockedTarget,
  job: number,
): Promise<DueChat[]> {
  const first = chatId === null ? 'newest' : 'oldest';
  const due = await selectDue(tx, delivery, job, mostMessages, first);
  const old = due.filter((chat) => chat.messages === null && chat.claimed !== null && !chat.is_being_told);
  if (old.length === 0) return due;
  await settleClaims(tx, delivery.target, old);
  return selectDue(tx, delivery, job, mostMessages, first);
}

function laterThanNow(target: LockedTarget, channel: Channel, chats: readonly ToTell[]): Date | undefined {
  const now = new Date();
  const quiet = target.level === 'everything' ? undefined : quietUntil(target.user.settings, now);
  if (quiet) return quiet;
  const pause = (channel.pause ?? 0) * 1_000;
  // The queue lets a job wait that failed, and knows nothing of those whose place it has taken.
  const afterFailure = target.failures > 0 ? 1_000 * Math.exp(Math.min(target.failures, 8)) : 0;
  const waits = chats.map(({ silence, claimed, is_anothers: isAnothers }) => {
    if (silence === null) return 0;
    if (claimed === null) return pause - silence;
    return isAnothers ? afterFailure - silence : 0;
  });
  const wait = Math.max(...waits);
  return wait > 0 ? new Date(now.getTime() + wait) : undefined;
}

async function putOff(
  tx: Transaction,
  delivery: Delivery,
  { channel, user }: LockedTarget,
  runAt: Date,
): Promise<void> {
  const shares = { channel, user: user.id };
  // One that was put in meanwhile looks for itself: quiet hours may have been ended just now.
  const plan = { key: keyOfDelivery(delivery), runAt, shares, unlessWaiting: true };
  await addJob(tx, deliverJob, delivery, plan);
}

export const keyOfDelivery = ({ target, chat }: Delivery) =>
  chat === null ? `deliver:${target}` : `deliver:${target}:${chat}`;

const toNotice =
  (target: Target) =>
  ({ uri, name, is_direct: isDirect, end, messages }: ToTell): Notice => ({
    id: `${target.id}.${uri}.${end}`,
    chat: { uri, name, isDirect },
    messages,
  });

async function send(
  db: Database,
  channel: Channel,
  target: Target,
  notices: readonly Notice[],
  signal: AbortSignal,
): Promise<void> {
  let outcome: Outcome;
  try {
    outcome = await channel.send(notices, target, signal);
  } catch (error) {
    await countFailure(db, target, 'failures', channel.givesUpAfter ?? null);
    throw error;
  }
  if (outcome === 'gone') await deleteTarget(db, target);
  else if (outcome === 'off') await switchOff(db, target, 'gone');
  else await forgetFailures(db, target.id);
}
