import pg from 'pg';

/** Jobs about a chat, to be worked on from then on. */
export async function fillWithJobs(databaseUrl: string, chatId: number, count: number, runAt: Date) {
  await query(
    databaseUrl,
    `select from graphile_worker.add_jobs(array(
       select ('tell', json_build_object('chat', $1::bigint, 'after', 0), null, $2::timestamptz, 10, null, null, null)::graphile_worker.job_spec
       from generate_series(1, $3::int)
     ))`,
    [chatId, runAt, count],
  );
}

export async function clearJobs(databaseUrl: string) {
  await query(
    databaseUrl,
    'select graphile_worker.complete_jobs(array(select id from graphile_worker.jobs))',
    [],
  );
}

/** Somebody wants to be told of everything in the chat, at an address where nobody is. */
export async function addTarget(databaseUrl: string, chatId: number, userId: number) {
  await query(
    databaseUrl,
    `insert into targets (channel, user_id, chat_id, level, address)
     values ('webhook', $1, $2, 'everything', '{"url": "http://192.0.2.1/", "format": "chatire", "secret": ""}')`,
    [userId, chatId],
  );
}

async function query(databaseUrl: string, text: string, values: unknown[]): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  await client.query(text, values);
  await client.end();
}
