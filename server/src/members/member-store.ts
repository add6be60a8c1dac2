import { sql } from 'kysely';
import type { Database, Transaction } from '../database/database.ts';
import { userColumns } from '../accounts/user-store.ts';
import { isMuted } from '../chats/chat-store.ts';
import { isShared } from './read-mark-store.ts';
import { rolesThatMay, type Member, type Role, type User } from '@chatire/protocol';

/**
 * Makes a member whose joining is the next event of the log; what was said before counts as read.
 * The chat's row must be locked. Gives from where on the member sees the log, which stays so however the chat's setting changes;
 * nothing when the user is a member already, has just been deleted or is banned.
 */
export async function insertMember(
  tx: Transaction,
  member: { chat_id: number; user_id: number; role: Role; link_id: number | null },
): Promise<number | undefined> {
  const { rows } = await sql<{ visible_from: number }>`
    insert into members (chat_id, user_id, role, link_id, joined_sequence, read_sequence, trusted, visible_from)
    select chats.id, users.id, ${member.role}, ${member.link_id}, sequence + 1, sequence + 1,
      not hold_newcomers,
      case when history_for_new is null then 0 when history_for_new = 0 then sequence + 1 else coalesce((
        select messages.sequence from messages where messages.chat_id = chats.id
        order by messages.sequence desc offset history_for_new - 1 limit 1
      ), 0) end
    from chats, users
    where chats.id = ${member.chat_id} and users.id = ${member.user_id} and users.kind <> 'deleted'
      and not exists (select from bans where bans.chat_id = chats.id and bans.user_id = users.id)
    for key share of users
    on conflict (chat_id, user_id) do nothing
    returning visible_from`.execute(tx);
  return rows[0]?.visible_from;
}

/** False when the user was no member. */
export async function deleteMember(tx: Transaction, chatId: number, userId: number): Promise<boolean> {
  const result = await tx
    .deleteFrom('members')
    .where('chat_id', '=', chatId)
    .where('user_id', '=', userId)
    .executeTakeFirst();
  return result.numDeletedRows === 1n;
}

export async function deleteFromChats(
  tx: Transaction,
  userId: number,
  chatIds: readonly number[],
): Promise<void> {
  await tx
    .deleteFrom('members')
    .where('user_id', '=', userId)
    .where('chat_id', '=', sql<number>`any(${chatIds}::bigint[])`)
    .execute();
}

export async function deleteOtherMembers(tx: Transaction, chatId: number, userId: number): Promise<void> {
  await tx.deleteFrom('members').where('chat_id', '=', chatId).where('user_id', '<>', userId).execute();
}

/** Nothing when the user is no member. */
export function findMember(
  db: Database,
  chatId: number,
  userId: number,
): Promise<{ role: Role; kind: User['kind']; is_muted: boolean } | undefined> {
  return db
    .selectFrom('members')
    .innerJoin('users', 'users.id', 'members.user_id')
    .select(['members.role', 'users.kind', isMuted.as('is_muted')])
    .where('chat_id', '=', chatId)
    .where('user_id', '=', userId)
    .executeTakeFirst();
}

export interface MemberPlace {
  userId: number;
  chatId: number;
}

const writers = rolesThatMay('post');

/** Which of these places, by their index, are of members who may write. */
export async function selectWriting(db: Database, places: readonly MemberPlace[]): Promise<Set<number>> {
  const { rows } = await sql<{ index: number }>`
    select place.index::int from unnest(${places.map(({ userId }) => userId)}::bigint[],
      ${places.map(({ chatId }) => chatId)}::bigint[]) with ordinality as place(user_id, chat_id, index)
    join members on members.user_id = place.user_id and members.chat_id = place.chat_id
    where members.role = any(${writers}::text[]) and not ${isMuted}`.execute(db);
  return new Set(rows.map(({ index }) => index - 1));
}

export async function updateRole(tx: Transaction, chatId: number, userId: number, role: Role): Promise<void> {
  await tx
    .updateTable('members')
    .set({ role })
    .where('chat_id', '=', chatId)
    .where('user_id', '=', userId)
    .execute();
}

/**
 * Makes the moderator, or else the member, who has been there longest the owner, an account before any guest; nobody when
 * nobody is there but readers: whoever came by an open link to read must not get a chat by waiting.
 */
export async function promoteNextOwner(tx: Transaction, chatId: number): Promise<number | undefined> {
  const { rows } = await sql<{ user_id: number }>`
    update members set role = 'owner'
    where chat_id = ${chatId} and user_id = (
      select user_id from members join users on users.id = members.user_id
      where chat_id = ${chatId} and role <> 'reader' order by users.kind = 'account' desc, role = 'moderator' desc, joined_sequence limit 1
    )
    returning user_id`.execute(tx);
  return rows[0]?.user_id;
}

/** Owner first, then in the order of joining. */
export async function selectMembers(db: Database, chatId: number): Promise<Member[]> {
  const rows = await db
    .selectFrom('members')
    .innerJoin('users', 'users.id', 'members.user_id')
    .select([...userColumns, 'members.role', 'members.joined_at', 'members.joined_sequence'])
    .where('chat_id', '=', chatId)
    .orderBy(sql`members.role = 'owner'`, 'desc')
    .orderBy('joined_sequence')
    .execute();
  return rows.map((row) => ({ ...row, joined_at: row.joined_at.toISOString() }));
}

/** The chats of which the user is a member or has written something. */
export async function selectChatsShowing(db: Database, userId: number): Promise<number[]> {
  const rows = await db
    .selectFrom('members')
    .select('chat_id')
    .where('user_id', '=', userId)
    .union((query) => query.selectFrom('messages').select('chat_id').where('author_id', '=', userId))
    .execute();
  return rows.map((row) => row.chat_id);
}

/** Those of these chats that the user is in, and what the user is there. */
export function selectRoles(
  db: Database,
  userId: number,
  chatIds: readonly number[],
): Promise<{ chat_id: number; role: Role }[]> {
  return db
    .selectFrom('members')
    .select(['chat_id', 'role'])
    .where('user_id', '=', userId)
    .where('chat_id', '=', sql<number>`any(${chatIds}::bigint[])`)
    .orderBy('chat_id')
    .execute();
}

export interface MembershipRow {
  user_id: number;
  chat_id: number;
  uri: string;
  /** The head of the chat's log when this was read: up to there the user was a member. */
  sequence: number;
  /** What stands before this place isn't shown to the user. */
  visible_from: number;
}

/** The chats of these users; only those joined in the last `withinSeconds`, only some of all. */
export function selectMemberships(
  db: Database,
  userIds: readonly number[],
  { withinSeconds, chatIds }: { withinSeconds?: number; chatIds?: readonly number[] } = {},
): Promise<MembershipRow[]> {
  let query = db
    .selectFrom('members')
    .innerJoin('chats', 'chats.id', 'members.chat_id')
    .select(['members.user_id', 'members.chat_id', 'chats.uri', 'chats.sequence', 'members.visible_from'])
    .where('members.user_id', '=', sql<number>`any(${userIds}::bigint[])`);
  if (withinSeconds !== undefined)
    query = query.where('members.joined_at', '>', sql<Date>`now() - make_interval(secs => ${withinSeconds})`);
  if (chatIds !== undefined) query = query.where('chats.id', '=', sql<number>`any(${chatIds}::bigint[])`);
  return query.execute();
}

/**
 * How far the member has read: only ever further, never beyond the log. Whoever has read as far as a place that was marked unread
 * has read it once more. Nothing when there is no change.
 */
export async function advanceReadSequence(
  db: Database,
  userId: number,
  uri: string,
  sequence: number,
): Promise<{ chat_id: number; read_sequence: number; is_shared: boolean } | undefined> {
  return db
    .updateTable('members')
    .from('chats')
    .set({
      read_sequence: sql<number>`greatest(read_sequence, least(${sequence}::bigint, chats.sequence))`,
      unread_from: sql<number | null>`case when unread_from > ${sequence}::bigint then unread_from end`,
    })
    .whereRef('chats.id', '=', 'members.chat_id')
    .where('chats.uri', '=', uri)
    .where('user_id', '=', userId)
    .where(
      sql<boolean>`(read_sequence < least(${sequence}::bigint, chats.sequence) or unread_from <= ${sequence}::bigint)`,
    )
    .returning(['members.chat_id', 'members.read_sequence', isShared.as('is_shared')])
    .executeTakeFirst();
}

/** Nothing for strangers. */
export async function updateUnreadFrom(
  db: Database,
  userId: number,
  uri: string,
  sequence: number,
): Promise<number | undefined> {
  const row = await db
    .updateTable('members')
    .from('chats')
    .set({ unread_from: sql<number>`least(${sequence}::bigint, chats.sequence)` })
    .whereRef('chats.id', '=', 'members.chat_id')
    .where('chats.uri', '=', uri)
    .where('user_id', '=', userId)
    .returning(sql<number>`unread_from`.as('unread_from'))
    .executeTakeFirst();
  return row?.unread_from;
}
