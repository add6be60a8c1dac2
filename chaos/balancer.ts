import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** What stands before several processes in an installation: one address, whose connections go to those that live. */
export interface Balancer {
  port: number;
  stop(): Promise<void>;
}

/** Connections are given out in turn. One that finds a process gone goes on to the next; none is moved later. */
export async function startBalancer(
  targets: () => readonly { port: number }[],
  { port = 0 } = {},
): Promise<Balancer> {
  const open = new Set<Socket>();
  let turn = 0;

  function forward(near: Socket, candidates: readonly { port: number }[]): void {
    const [target, ...rest] = candidates;
    if (!target) return void near.resetAndDestroy();
    const far = connect({ port: target.port, host: '127.0.0.1', noDelay: true });
    far.once('error', () => !near.destroyed && far.connecting && forward(near, rest));
    far.once('connect', () => {
      open.add(far);
      near.pipe(far).pipe(near);
      far.on('error', () => undefined);
      far.on('close', () => {
        open.delete(far);
        near.destroy();
      });
      near.on('close', () => far.destroy());
    });
  }

  const server = createServer({ noDelay: true }, (near) => {
    open.add(near);
    near.on('error', () => undefined);
    near.on('close', () => open.delete(near));
    const all = targets();
    const first = turn++ % Math.max(1, all.length);
    forward(near, [...all.slice(first), ...all.slice(0, first)]);
  }).listen(port, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    async stop() {
      server.close();
      for (const socket of open) socket.destroy();
      await once(server, 'close');
    },
  };
}
