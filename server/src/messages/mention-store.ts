import type { Database } from '../database/database.ts';

export interface NamedMember {
  id: number;
  name: string;
  username: string;
  role: string;
}

/** What the members of a chat are called. */
export function selectNames(db: Database, uri: string): Promise<NamedMember[]> {
  return db
    .selectFrom('chats')
    .innerJoin('members', 'members.chat_id', 'chats.id')
    .innerJoin('users', 'users.id', 'members.user_id')
    .select(['users.id', 'users.name', 'users.username', 'members.role'])
    .where('chats.uri', '=', uri)
    .execute();
}
