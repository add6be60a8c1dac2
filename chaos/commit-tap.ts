import { once } from 'node:events';
import { connect, createServer, type AddressInfo } from 'node:net';

export interface CommitTap {
  port: number;
  /** Calls `act` when PostgreSQL next says that it has committed an insert of a message, and says nothing of it to the client. */
  onNextCommit(act: () => Promise<void>): Promise<number>;
  stop(): void;
}

/** A wire to a PostgreSQL on a Unix socket that understands just enough of the protocol to see a post's commit. */
export async function startCommitTap(socketFolder: string): Promise<CommitTap> {
  let watching: (() => void) | undefined;
  const sockets = new Set<{ destroy(): void }>();

  const server = createServer((near) => {
    const far = connect(`${socketFolder}/.s.PGSQL.5432`);
    let wroteMessage = false;
    sockets.add(near).add(far);
    near.on('data', (chunk) => {
      if (chunk.includes('insert into messages')) wroteMessage = true;
      far.write(chunk);
    });
    far.on('data', (chunk) => {
      // CommandComplete with the tag COMMIT.
      if (watching && wroteMessage && chunk.includes('COMMIT\0')) return watching();
      near.write(chunk);
      return undefined;
    });
    for (const socket of [near, far]) {
      socket.on('error', () => undefined);
      socket.on('close', () => {
        near.destroy();
        far.destroy();
        sockets.delete(near);
        sockets.delete(far);
      });
    }
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    onNextCommit: (act) =>
      new Promise((resolve, reject) => {
        watching = () => {
          watching = undefined;
          const at = performance.now();
          act().then(() => resolve(at), reject);
        };
      }),
    stop() {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}
