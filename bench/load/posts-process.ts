import { connect, type Socket } from 'node:net';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { answerCalls } from '../answer-calls.ts';
import { createHistogram } from './histogram.ts';

/** People who post over HTTP, each on a connection of its own and the next post when the last is answered. */
export interface Callers {
  port: number;
  callers: { token: string; uri: string }[];
}

export interface Posted {
  posts: number;
  seconds: number;
  p50: number;
  p99: number;
}

/** So many posts under way, or so many a second whatever becomes of them. */
export type PostMode = { inFlight: number } | { rate: number };

interface Caller {
  post(): void;
}

const text = 'The ferry leaves at nine, so be at the pier ten minutes before. '.repeat(4).slice(0, 200);
const histogram = createHistogram();
let callers: Caller[] = [];
let idle: Caller[] = [];
let answered = 0;
let onIdle: () => void = () => undefined;

answerCalls({ open, run });

async function open({ port, callers: all }: Callers): Promise<void> {
  callers = await Promise.all(all.map(async ({ token, uri }) => createCaller(await dial(port), token, uri)));
}

async function run({ mode, seconds }: { mode: PostMode; seconds: number }): Promise<Posted> {
  histogram.clear();
  answered = 0;
  idle = [...callers];
  const began = performance.now();
  if ('inFlight' in mode) {
    onIdle = () => idle.shift()?.post();
    for (let index = 0; index < mode.inFlight; index++) onIdle();
  } else {
    // Somebody who has just been answered posts again at the latest; more than all at once isn't possible.
    let posted = 0;
    onIdle = () => undefined;
    for (let elapsed = 0; elapsed < seconds; elapsed = (performance.now() - began) / 1000) {
      for (; posted < Math.floor(elapsed * mode.rate) && idle.length > 0; posted++) idle.shift()!.post();
      await sleep(1);
    }
  }
  await sleep(Math.max(0, 1000 * seconds - (performance.now() - began)));
  const posts = answered;
  const took = (performance.now() - began) / 1000;
  onIdle = () => undefined;
  while (idle.length < callers.length) await sleep(5);
  return { posts, seconds: took, p50: histogram.percentile(0.5), p99: histogram.percentile(0.99) };
}

function createCaller(socket: Socket, token: string, uri: string): Caller {
  let began = 0;
  let answer = '';
  const caller: Caller = {
    post() {
      began = performance.now();
      const body = JSON.stringify({ message: text, client_id: randomUUID() });
      socket.write(
        `POST /api/chats/${uri}/messages/ HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${token}\r\n` +
          `Content-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
      );
    },
  };
  socket.setEncoding('latin1').on('data', (data: string) => {
    answer += data;
    const head = answer.indexOf('\r\n\r\n');
    if (head === -1) return;
    const length = Number(/content-length: (\d+)/i.exec(answer)?.[1]);
    if (answer.length < head + 4 + length) return;
    if (!answer.startsWith('HTTP/1.1 201')) throw new Error(`A post was refused: ${answer}`);
    answer = '';
    histogram.add(performance.now() - began, 1);
    answered++;
    idle.push(caller);
    onIdle();
  });
  return caller;
}

async function dial(port: number): Promise<Socket> {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true });
  await once(socket, 'connect');
  return socket;
}
