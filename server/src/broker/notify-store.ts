import pg from 'pg';

/** One life of a connection that listens and notifies. Whatever goes wrong in it ends it, and the next one starts from nothing. */
export interface NotifyLink {
  /** Tells this connection's own notifications from those of others. */
  pid: number;
  /** In the order given, as one commit. Rejects when the link is over. */
  notify(payloads: readonly string[]): Promise<void>;
  /** Resolves with the reason when the link is over, but not after `close()`. */
  lost: Promise<Error>;
  fail(reason: Error): void;
  close(): Promise<void>;
}

/** PostgreSQL's payloads have less than 8,000 bytes. */
export const payloadBytes = 7_900;

export async function openNotifyLink(
  connection: pg.ClientConfig,
  channel: string,
  onNotification: (pid: number, payload: string) => void,
): Promise<NotifyLink> {
  const client = new pg.Client({ connectionTimeoutMillis: 3_000, keepAlive: true, ...connection });
  const { promise: lost, resolve: lose } = Promise.withResolvers<Error>();
  let over = false;
  const fail = (reason: Error) => {
    if (over) return;
    over = true;
    client.connection.stream.destroy();
    lose(reason);
  };
  client.on('error', fail);
  client.on('end', () => fail(new Error('PostgreSQL closed the connection')));
  client.on('notification', ({ processId, payload = '' }) => onNotification(processId, payload));
  try {
    await client.connect();
    await client.query(`listen ${pg.escapeIdentifier(channel)}`);
    const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid');
    return {
      pid: rows[0]?.pid ?? 0,
      lost,
      fail,
      async notify(payloads) {
        await client.query(
          'select pg_notify($1, payload) from unnest($2::text[]) with ordinality as part (payload, number) order by number',
          [channel, payloads],
        );
      },
      async close() {
        over = true;
        await client.end();
      },
    };
  } catch (error) {
    over = true;
    client.connection.stream.destroy();
    throw error;
  }
}
