import { connect, type Socket } from 'node:net';
import { once } from 'node:events';
import {
  frame,
  opcodes,
  openRawSocket,
  upgradeRequest,
  upgradeHeaders,
  type RawSocket,
} from '../hostile/raw-socket.ts';
import { closes, goodBytes, handshakes } from '../hostile/rfc6455-vectors.ts';
import { startSingle, type Member } from '../installation.ts';
import { createPerson } from '../person.ts';
import type { Scenario } from '../scenario.ts';

/** Clients that break RFC 6455, byte by byte, beside one that keeps to it. */
export const rfc6455: Scenario = {
  name: 'rfc6455',
  required: 'each answered as the RFC says; 0 crashes; 0 noticed by the other socket',
  timeLimit: 120,
  async run({ short, say, onEnd }) {
    const server = await startSingle({ onEnd });
    const pid = server.running().process.pid;
    const person = await createPerson(() => [server.url]);
    const hello = JSON.stringify({ type: 'hello', token: await person.token(), epoch: null, chats: {} });
    const greeted = () => greet(server, hello);
    const other = await greeted();
    let noticed = 0;
    const rounds = short ? 1 : 20;
    const wrong: string[] = [];
    for (let round = 0; round < rounds; round++) {
      const answers = [
        ...closes.map(async ([name, code, ...bytes]) => {
          const came = await closeCodeAfter(await greeted(), bytes);
          return came === code ? [] : [`${name}: ${came}, not ${code}`];
        }),
        ...goodBytes.map(async ([name, ...bytes]) =>
          (await isAnswered(await greeted(), bytes)) ? [] : [name],
        ),
        ...handshakes.map(async ([name, status, request]) => {
          const came = await statusOf(server.port, request);
          return came === status ? [] : [`${name}: ${came}, not ${status}`];
        }),
        statusOf(
          server.port,
          upgradeRequest({ ...upgradeHeaders, 'sec-websocket-extensions': 'permessage-deflate' }),
        ).then((status) => (status === 101 ? [] : [`an offer of compression: ${status}`])),
        vanish(server.port, frame(opcodes.text, 'x'.repeat(100)).subarray(0, 20)),
      ];
      wrong.push(...(await Promise.all(answers)).flat());
      if (!(await isAnswered(other, [frame(opcodes.text, '{"type":"ping"}')], String(round)))) noticed++;
    }
    for (const one of wrong.slice(0, 20)) say(one);
    const crashes =
      server.running().process.pid === pid && server.running().process.exitCode === null ? 0 : 1;
    const count = (closes.length + goodBytes.length + handshakes.length + 2) * rounds;
    return {
      figure: `${count - wrong.length} of ${count} answered as the RFC says; ${crashes} crashes; ${noticed} noticed by the other socket`,
      ok: wrong.length === 0 && crashes === 0 && noticed === 0,
    };
  },
};

async function greet(server: Member, hello: string): Promise<RawSocket> {
  const socket = await openRawSocket(server.port);
  socket.write(frame(opcodes.text, hello));
  const ready = await socket.frame(opcodes.text, (payload) => payload.includes('"type":"ready"'));
  if (!ready) throw new Error(`The hello had no answer: ${socket.head}`);
  return socket;
}

async function closeCodeAfter(socket: RawSocket, bytes: readonly Buffer[]): Promise<number | undefined> {
  socket.write(...bytes);
  const payload = await socket.frame(opcodes.close);
  socket.destroy();
  return payload && payload.length >= 2 ? payload.readUInt16BE(0) : undefined;
}

/** Our own pong, and the one of a ping of the protocol below, which has to come with the same bytes. */
async function isAnswered(socket: RawSocket, bytes: readonly Buffer[], mark = 'after'): Promise<boolean> {
  for (const part of bytes) {
    socket.write(part);
    await new Promise(setImmediate);
  }
  socket.write(frame(opcodes.ping, mark));
  const ours = await socket.frame(opcodes.text, (payload) => payload.includes('"pong"'));
  const below = await socket.frame(opcodes.pong, (payload) => payload.equals(Buffer.from(mark)));
  if (mark === 'after') socket.destroy();
  return ours !== undefined && below !== undefined;
}

async function statusOf(port: number, request: string): Promise<number | undefined> {
  const socket = await openRawSocket(port, request);
  socket.destroy();
  if (/^sec-websocket-extensions:/im.test(socket.head)) return undefined;
  return Number(/^HTTP\/1\.1 (\d+)/.exec(socket.head)?.[1]) || undefined;
}

/** Half a frame, and the connection is gone without a word. */
async function vanish(port: number, half: Buffer): Promise<string[]> {
  const socket: Socket = connect({ port, host: '127.0.0.1' });
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  socket.write(upgradeRequest());
  await once(socket, 'data');
  socket.write(half, () => socket.resetAndDestroy());
  await once(socket, 'close');
  return [];
}
