import { sql } from 'kysely';
import type { ChatSettings, ChatSettingsChange } from '@chatire/protocol';
import type { Database } from '../database/database.ts';

/** What is left out stays as it is. Nothing when the user is no member. */
export async function updateSettings(
  db: Database,
  userId: number,
  uri: string,
  change: ChatSettingsChange,
): Promise<ChatSettings | undefined> {
  const archived = change.archived ?? null;
  const { rows } = await sql<ChatSettings>`
    update members set
      pinned = coalesce(${change.pinned ?? null}::boolean, pinned),
      level = coalesce(${change.level ?? null}::text, level),
      archived_sequence = case ${archived}::boolean when true then chats.sequence when false then null else archived_sequence end
    from chats
    where chats.id = members.chat_id and chats.uri = ${uri} and members.user_id = ${userId}
    returning members.pinned, members.level, members.archived_sequence`.execute(db);
  return rows[0];
}
