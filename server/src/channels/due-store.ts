import { sql, type RawBuilder } from 'kysely';
import { rolesThatMay, type Settings } from '@chatire/protocol';
import { userJson } from '../accounts/user-store.ts';
import { jsonTime, type Database, type Transaction } from '../database/database.ts';
import { isRunning } from '../jobs/job-store.ts';
import type { NoticedMessage } from './channel.ts';

/*
 * Who gets what, in one place. Tables are called as in the statements below: `targets` of `users`, who are `members` of `chats`.
 */

/** Programs that look after a chat hear what whoever set them up may see, as long as that person looks after it. */
const isEverything = sql`targets.level = 'everything'`;

/** Whether the target is there to be told of this chat at all, at the moment. */
const isWanted: RawBuilder<boolean> = sql`(
  targets.off_at is null and users.kind <> 'deleted' and users.deactivated_at is null
  and (targets.chat_id is null or targets.chat_id = chats.id)
  and (targets.session_id is null or exists (
    select from sessions
    where sessions.id = targets.session_id and sessions.ended_at is null and sessions.expires_at > now()
  ))
  and case when ${isEverything} then members.role = any(${rolesThatMay('moderate')}::text[])
    else members.level <> 'nothing' and not exists (
      select from sessions where sessions.user_id = users.id and sessions.ended_at is null and sessions.here_until > now()
    ) end
)`;

const mentionsMe: RawBuilder<boolean> = sql`(
  messages.mentioned is not null and (messages.mentioned @> '"all"'::jsonb or messages.mentioned @> to_jsonb(users.id))
)`;

/** Whether the target is told of this message. What was held back or is of before one came has no place that is seen. */
const isDue: RawBuilder<boolean> = sql`(
  messages.deleted_at is null and messages.created_at >= targets.created_at and messages.sequence >= members.visible_from
  and messages.sequence >= chats.kept_from
  and (${isEverything} or (
    messages.author_id <> users.id and messages.sequence > members.read_sequence
    and (members.level = 'all' or ${mentionsMe})
    and (targets.level = 'all' or chats.pair is not null or ${mentionsMe})
  ))
)`;

/** Waits for those who are just writing in the chat: what they write is theirs to tell, or is seen from now on. */
export async function waitForWriters(db: Database, chatId: number): Promise<void> {
  await sql`select from chats where id = ${chatId} for share`.execute(db);
}

/** A target that has something to be told of a chat. */
export interface PendingTarget {
  id: number;
  chat_id: number;
  channel: string;
  user_id: number;
  digest: 'hour' | 'day' | null;
  settings: Settings;
}

const planOf = sql`targets.channel, targets.user_id, targets.digest, users.settings`;

/**
 * Notes for each target what it has to be told of the chat: the messages above `after`. Locks them first: who has just found nothing to tell
 * must not wipe away what is noted.
 */
export async function markPending(tx: Transaction, chatId: number, after: number): Promise<PendingTarget[]> {
  const { rows } = await sql<PendingTarget>`
    with pending as (
      insert into told (target_id, chat_id, sequence, pending)
      select targets.id, chats.id, ${after}, true
      from chats
      join members on members.chat_id = chats.id
      join users on users.id = members.user_id
      join targets on targets.user_id = users.id
      where chats.id = ${chatId} and ${isWanted} and exists (
        select from messages where messages.chat_id = chats.id and messages.sequence > ${after} and ${isDue}
      )
      order by targets.id for key share of targets
      on conflict (target_id, chat_id) do update set
        sequence = case when told.pending then told.sequence else greatest(told.sequence, excluded.sequence) end,
        pending = true
      returning target_id, chat_id
    )
    select targets.id, pending.chat_id, ${planOf}
    from pending join targets on targets.id = pending.target_id join users on users.id = targets.user_id`.execute(
    tx,
  );
  return rows;
}

/** What was noted for somebody's targets and isn't told yet. */
export async function selectPending(db: Database, userId: number): Promise<PendingTarget[]> {
  const { rows } = await sql<PendingTarget>`
    select targets.id, told.chat_id, ${planOf}
    from targets join told on told.target_id = targets.id and told.pending join users on users.id = targets.user_id
    where targets.user_id = ${userId} and targets.off_at is null`.execute(db);
  return rows;
}

export interface LockedTarget {
  id: number;
  channel: string;
  address: unknown;
  /** Null: all of the user's. */
  chat_id: number | null;
  level: 'mentions' | 'all' | 'everything';
  digest: 'hour' | 'day' | null;
  failures: number;
  off_at: Date | null;
  user: { id: number; name: string; email: string; settings: Settings };
}

/** Locked, so that whoever notes something for it meanwhile is waited for, and seen. */
export async function lockTarget(tx: Transaction, id: number): Promise<LockedTarget | undefined> {
  const { rows } = await sql<LockedTarget>`
    select targets.id, channel, address, chat_id, level, digest, failures, off_at,
      json_build_object('id', users.id, 'name', users.name, 'email', users.email, 'settings', users.settings) as "user"
    from targets join users on users.id = targets.user_id
    where targets.id = ${id} for update of targets`.execute(tx);
  return rows[0];
}

export interface DueChat {
  chat_id: number;
  uri: string;
  name: string | null;
  is_direct: boolean;
  /** The end of what is told now, and was perhaps told before without an answer. */
  claimed: number | null;
  /** By another job than this. */
  is_anothers: boolean;
  /** It sends what is claimed, at this moment. */
  is_being_told: boolean;
  /** Milliseconds since the last notice; null: there was none. */
  silence: number | null;
  /** None: there is nothing to tell any more. */
  messages: NoticedMessage[] | null;
}

/**
 * What a target has to be told by a job, of one chat or all; of each at most `limit` messages: the newest for people, who look into the chat
 * for the others, the oldest for programs, which are told the others next. The target must be locked.
 */
export async function selectDue(
  tx: Transaction,
  { target, chat }: { target: number; chat: number | null },
  job: number,
  limit: number,
  first: 'oldest' | 'newest' = 'oldest',
): Promise<DueChat[]> {
  const order = first === 'newest' ? sql`desc` : sql`asc`;
  const { rows } = await sql<DueChat>`
    select told.chat_id, chats.uri, chats.name, chats.pair is not null as is_direct, told.claimed,
      told.claimed is not null and told.claimed_by <> ${job} as is_anothers,
      told.claimed is not null and told.claimed_by <> ${job} and ${isRunning(sql`told.claimed_by`)} as is_being_told,
      extract(epoch from now() - told.told_at)::float * 1000 as silence,
      (
        select json_agg(one.message order by one.sequence) from (
          select messages.sequence, json_build_object('id', messages.id, 'sequence', messages.sequence,
            'at', ${jsonTime('messages.created_at')}, 'text', messages.text, 'mentionsMe', ${mentionsMe},
            'author', (select ${userJson} from users where users.id = messages.author_id)) as message
          from messages
          where messages.chat_id = chats.id and messages.sequence > told.sequence
            and (told.claimed is null or messages.sequence <= told.claimed) and ${isWanted} and ${isDue}
          order by messages.sequence ${order} limit ${limit}
        ) as one
      ) as messages
    from told
    join targets on targets.id = told.target_id
    join chats on chats.id = told.chat_id
    join users on users.id = targets.user_id
    left join members on members.chat_id = chats.id and members.user_id = users.id
    where told.target_id = ${target} and told.pending and (${chat}::bigint is null or told.chat_id = ${chat})
    order by told.chat_id`.execute(tx);
  return rows;
}

/** From now on the target may have been told up to there, by that job. */
export async function claim(
  tx: Transaction,
  targetId: number,
  job: number,
  chats: readonly { chat_id: number; end: number }[],
): Promise<void> {
  await sql`
    update told set claimed = one.up_to, claimed_by = ${job}, told_at = now()
    from unnest(${chats.map((chat) => chat.chat_id)}::bigint[], ${chats.map((chat) => chat.end)}::bigint[]) as one (chat_id, up_to)
    where told.target_id = ${targetId} and told.chat_id = one.chat_id`.execute(tx);
}

/** What was claimed counts as told. */
export async function settleClaims(
  db: Database,
  targetId: number,
  chats: readonly { chat_id: number; claimed: number | null }[],
): Promise<void> {
  await sql`
    update told set sequence = greatest(sequence, one.claimed), claimed = null
    from unnest(${chats.map((chat) => chat.chat_id)}::bigint[], ${chats.map((chat) => chat.claimed)}::bigint[]) as one (chat_id, claimed)
    where told.target_id = ${targetId} and told.chat_id = one.chat_id and told.claimed = one.claimed`.execute(
    db,
  );
}

/** There is nothing to tell of these chats any more. */
export async function settle(tx: Transaction, targetId: number, chatIds: readonly number[]): Promise<void> {
  await sql`
    update told set pending = false where target_id = ${targetId} and chat_id = any(${chatIds}::bigint[])`.execute(
    tx,
  );
}
