import pg from 'pg';

export interface PlainPost {
  uri: string;
  authorId: number;
  clientId: string;
  text: string;
}

/** What a server without group commit does: a statement for each post, through a pool of ten, on disk before the answer. */
export function createPlainPosts(databaseUrl: string) {
  const pool = new pg.Pool({ connectionString: databaseUrl, max: 10, options: '-c synchronous_commit=on' });
  return async ({ uri, authorId, clientId, text }: PlainPost) => {
    const { rows } = await pool.query({
      name: 'post',
      text: `with head as (
          update chats set sequence = sequence + 1
          where uri = $1 and exists (select from members where chat_id = chats.id and user_id = $2)
          returning id, sequence
        ), message as (
          insert into messages (chat_id, sequence, version, author_id, client_id, text)
          select id, sequence, sequence, $2, $3, $4 from head returning id, chat_id, sequence, created_at
        ), event as (
          insert into events (chat_id, sequence, kind, message_id, created_at)
          select chat_id, sequence, 'message_posted', id, created_at from message
        )
        select id::int, sequence::int, created_at from message`,
      values: [uri, authorId, clientId, text],
    });
    return rows[0] as { id: number; sequence: number; created_at: Date };
  };
}
