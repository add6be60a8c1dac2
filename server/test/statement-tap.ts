import { once } from 'node:events';
import { connect, createServer, type AddressInfo } from 'node:net';
import type { TestDatabase } from './clone-database.ts';

export interface StatementTap {
  /** For the `DATABASE_URL` of a server. */
  url: string;
  /** What PostgreSQL was asked to run while `work` was done; beginnings and ends of transactions count as well. */
  during(work: () => Promise<unknown>): Promise<string[]>;
  close(): void;
}

/** A wire to a test's database that reads along what its clients send. */
export async function startStatementTap({ connection }: TestDatabase): Promise<StatementTap> {
  const statements: string[] = [];
  const server = createServer((client) => {
    const postgres = connect(`${connection.host}/.s.PGSQL.${connection.port}`);
    const read = createReader((statement) => statements.push(statement));
    client.on('data', read);
    client.pipe(postgres).pipe(client);
    for (const end of [client, postgres])
      end.on('error', () => undefined).on('close', () => [client, postgres].forEach((one) => one.destroy()));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `postgresql://${connection.user}@127.0.0.1:${port}/${connection.database}`,
    async during(work) {
      const start = statements.length;
      await work();
      return statements.slice(start);
    },
    close: () => void server.close(),
  };
}

/** Takes a client's bytes as they come and tells each statement when it is run: as it is, or prepared before. */
function createReader(onStatement: (statement: string) => void): (chunk: Buffer) => void {
  const prepared = new Map<string, string>();
  let bytes = Buffer.alloc(0);
  // The first message, which names user and database, has no letter in front of its length.
  let letters = 0;
  return (chunk) => {
    bytes = Buffer.concat([bytes, chunk]);
    while (bytes.length >= letters + 4) {
      const length = letters + bytes.readInt32BE(letters);
      if (bytes.length < length) return;
      const kind = letters === 1 ? String.fromCharCode(bytes[0]!) : 'startup';
      const [first = '', second = ''] = bytes.toString('utf8', letters + 4, length).split('\0');
      if (kind === 'Q') onStatement(first);
      if (kind === 'P') prepared.set(first, second);
      if (kind === 'B') onStatement(prepared.get(second) ?? `unknown statement ${second}`);
      bytes = bytes.subarray(length);
      letters = 1;
    }
  };
}
