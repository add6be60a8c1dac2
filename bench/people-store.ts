import { createHmac, randomUUID } from 'node:crypto';
import pg from 'pg';

export interface Seeded {
  /** What signs tokens, in base64. */
  secret: string;
  /** Chat by chat. */
  chats: { id: number; uri: string; members: Member[] }[];
}

export interface Member {
  id: number;
  username: string;
  token: string;
}

/**
 * Fills the database of a server that has started once with signed-in members, as many as signing up one by one would take
 * minutes for. Every member is in one chat.
 */
export async function seedChats(
  databaseUrl: string,
  { chats, members }: { chats: number; members: number },
): Promise<Seeded> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  const run = randomUUID().slice(0, 8);
  try {
    const secret = (await client.query('select token_secret from installation')).rows[0].token_secret;
    const people = await client.query(
      `insert into users (kind, username, username_key, name, password_hash)
       select 'account', name, name, name, 'none' from (select $1 || i as name from generate_series(1, $2::int) as i) as names
       returning id::int, username`,
      [`bench-${run}-`, chats * members],
    );
    const ids = people.rows.map((row) => row.id);
    const sessions = await client.query(
      `insert into sessions (id, user_id, secret_hash, expires_at)
       select gen_random_uuid(), id, sha256(($2 || id)::bytea), now() + interval '1 day' from unnest($1::bigint[]) as id
       returning id, user_id::int`,
      [ids, run],
    );
    const sessionOf = new Map(sessions.rows.map((row) => [row.user_id, row.id]));
    const made = await client.query(
      `insert into chats (uri, link_code, sequence) select uri, uri, $2
       from generate_series(1, $3::int) as i,
         lateral (select left(translate(encode(sha256(($1 || i)::bytea), 'base64'), '+/', '-_'), 22) as uri) as made
       returning id::int, uri`,
      [run, members, chats],
    );
    const places = ids.map((_, index) => ({
      chat: made.rows[Math.floor(index / members)].id,
      sequence: 1 + (index % members),
    }));
    await client.query(
      `with member as (
         insert into members (chat_id, user_id, role, joined_sequence)
         select chat, person, case sequence when 1 then 'owner' else 'member' end, sequence
         from unnest($1::bigint[], $2::bigint[], $3::bigint[]) as place (chat, person, sequence)
       )
       insert into events (chat_id, user_id, kind, sequence)
       select chat, person, 'member_joined', sequence
       from unnest($1::bigint[], $2::bigint[], $3::bigint[]) as place (chat, person, sequence)`,
      [places.map(({ chat }) => chat), ids, places.map(({ sequence }) => sequence)],
    );
    await client.query('analyze');
    const all = people.rows.map((row) => ({
      ...row,
      token: token(secret, row.id, sessionOf.get(row.id)),
    }));
    return {
      secret: secret.toString('base64'),
      chats: made.rows.map((row, index) => ({
        ...row,
        members: all.slice(index * members, (index + 1) * members),
      })),
    };
  } finally {
    await client.end();
  }
}

/** As the server itself signs them, but good for an hour: no bench has to renew. */
function token(secret: Buffer, userId: number, sessionId: string): string {
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const now = Math.floor(Date.now() / 1000);
  const claims = { user_id: userId, sid: sessionId, orig_iat: now, iat: now, exp: now + 3600 };
  const signed = `${part({ alg: 'HS256', typ: 'JWT' })}.${part(claims)}`;
  return `${signed}.${createHmac('sha256', secret).update(signed).digest('base64url')}`;
}

/** How many transactions the database has committed; a query by itself is one. */
export async function countTransactions(databaseUrl: string): Promise<number> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    // Other connections report theirs within a second.
    await client.query('select pg_sleep(1.2)');
    const { rows } = await client.query(
      'select xact_commit::int from pg_stat_database where datname = current_database()',
    );
    return rows[0].xact_commit;
  } finally {
    await client.end();
  }
}

/** A long log, written past the checks of keys, which would take most of the time. */
export async function seedMessages(
  databaseUrl: string,
  { chatId, authorId, count }: { chatId: number; authorId: number; count: number },
): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    await client.query('set session_replication_role = replica');
    await client.query(
      `with message as (
         insert into messages (chat_id, sequence, version, author_id, client_id, text)
         select id, sequence + i, sequence + i, $2, gen_random_uuid(), rpad('Message ' || i || ' ', 200, 'and so on ')
         from chats, generate_series(1, $3::int) as i where chats.id = $1
         returning id, chat_id, sequence
       )
       insert into events (chat_id, sequence, kind, message_id) select chat_id, sequence, 'message_posted', id from message`,
      [chatId, authorId, count],
    );
    await client.query('update chats set sequence = sequence + $2 where id = $1', [chatId, count]);
    await client.query('vacuum (analyze) messages');
    await client.query('vacuum (analyze) events');
  } finally {
    await client.end();
  }
}

/** Gives messages texts of some 200 letters that pack no better than talk does, and people such pictures as they have: a backup has to carry both. */
export async function makeLifelike(databaseUrl: string, { pictures }: { pictures: number }): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    // Words of a language of 5,000, some used much more than others.
    await client.query(
      `update messages set text = (
         select string_agg(left(md5(word::text), 2 + word % 7), ' ')
         from (select floor(5000 * power(random(), 3))::int as word from generate_series(1, 34) where messages.id > 0) as words
       )`,
    );
    await client.query(
      `insert into pictures (id, bytes)
       select lpad(i::text, 22, '0'), (select decode(string_agg(md5(random()::text), ''), 'hex') from generate_series(1, 640) where i > 0)
       from generate_series(1, $1::int) as i`,
      [pictures],
    );
  } finally {
    await client.end();
  }
}

/** Somebody who is in so many chats. */
export async function seedManyChats(databaseUrl: string, count: number): Promise<Member> {
  const { chats } = await seedChats(databaseUrl, { chats: count, members: 2 });
  const member = chats[0]!.members[0]!;
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    await client.query(
      `insert into messages (chat_id, sequence, version, author_id, text)
       select id, sequence, sequence, $1, rpad('A message ', 200, 'and so on ') from chats where id = any($2::bigint[])`,
      [member.id, chats.map((chat) => chat.id)],
    );
    await client.query(
      `insert into members (chat_id, user_id, role, joined_sequence)
       select id, $1, 'member', 0 from unnest($2::bigint[]) as id on conflict do nothing`,
      [member.id, chats.map((chat) => chat.id)],
    );
  } finally {
    await client.end();
  }
  return member;
}

export async function newestChat(databaseUrl: string): Promise<number> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    return (await client.query('select max(id)::int as id from chats')).rows[0].id;
  } finally {
    await client.end();
  }
}
