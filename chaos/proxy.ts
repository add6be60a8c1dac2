import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { Transform } from 'node:stream';

/** A wire on loopback whose faults can be had at will, for all its connections together. */
export interface Proxy {
  port: number;
  connections(): number;
  /** Bytes take this many milliseconds longer in each direction; 0 ends it. */
  delay(milliseconds: number): void;
  /** Nothing gets through in either direction, and no connection breaks, until `thaw`. */
  freeze(): void;
  thaw(): void;
  /** At most this many bytes a second for each connection and direction; `Infinity` ends it. */
  trickle(bytesPerSecond: number): void;
  /** Resets every connection, or `count` of them. Gives how many. */
  cut(count?: number): number;
  /** Refuses new connections until `accept`. */
  refuse(): void;
  accept(): void;
  stop(): Promise<void>;
}

export async function startProxy(target: { port: number; host?: string }): Promise<Proxy> {
  const wires = new Set<{ near: Socket; far: Socket }>();
  const state = { delay: 0, rate: Infinity, frozen: false, refusing: false };

  const server = createServer({ pauseOnConnect: state.frozen }, (near) => {
    if (state.refusing) return near.resetAndDestroy();
    const far = connect(target.port, target.host ?? '127.0.0.1');
    const wire = { near, far };
    wires.add(wire);
    near.pipe(faulty(state)).pipe(far);
    far.pipe(faulty(state)).pipe(near);
    for (const socket of [near, far]) {
      socket.setNoDelay(true);
      socket.on('error', () => undefined);
      socket.on('close', () => {
        wires.delete(wire);
        near.destroy();
        far.destroy();
      });
    }
    return undefined;
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');

  const proxy: Proxy = {
    port: (server.address() as AddressInfo).port,
    connections: () => wires.size,
    delay: (milliseconds) => void (state.delay = milliseconds),
    freeze: () => void (state.frozen = true),
    thaw: () => void (state.frozen = false),
    trickle: (bytesPerSecond) => void (state.rate = bytesPerSecond),
    cut(count = Infinity) {
      let cuts = 0;
      for (const { near, far } of wires) {
        if (cuts >= count) break;
        near.resetAndDestroy();
        far.resetAndDestroy();
        cuts++;
      }
      return cuts;
    },
    refuse: () => void (state.refusing = true),
    accept: () => void (state.refusing = false),
    async stop() {
      proxy.cut();
      server.close();
      await once(server, 'close');
    },
  };
  return proxy;
}

const lookAgain = 5;

/** Passes bytes on in their order, when and as fast as the wire's state allows. */
function faulty(state: { delay: number; rate: number; frozen: boolean }): Transform {
  async function pass(wire: Transform, chunk: Buffer, done: () => void): Promise<void> {
    if (state.delay > 0) await wait(state.delay);
    let rest = chunk;
    while (rest.length > 0 && !wire.destroyed) {
      while (state.frozen && !wire.destroyed) await wait(lookAgain);
      const size = Math.min(rest.length, Math.max(1, Math.floor(state.rate / 20)));
      wire.push(rest.subarray(0, size));
      rest = rest.subarray(size);
      if (Number.isFinite(state.rate)) await wait(50);
    }
    done();
  }
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      void pass(this, chunk, done);
    },
  });
}

function wait(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
