import { connect, type Socket } from 'node:net';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { answerCalls } from '../answer-calls.ts';
import { createHistogram } from './histogram.ts';
import { timedClientId } from './timed-client-id.ts';

/** People who call over HTTP, each on a connection of its own and again when the last call is answered. */
export interface Callers {
  port: number;
  callers: Caller[];
}

/** Who posts into a chat, or gets these pages in turn. */
export type Caller = { token: string } & ({ uri: string } | { paths: string[] });

export interface Called {
  calls: number;
  seconds: number;
  p50: number;
  p99: number;
}

/** So many calls under way, or so many a second whatever becomes of them. */
export type CallMode = { inFlight: number } | { rate: number };

interface Line {
  call(): void;
}

const text = 'The ferry leaves at nine, so be at the pier ten minutes before. '.repeat(4).slice(0, 200);
const histogram = createHistogram();
let lines: Line[] = [];
let idle: Line[] = [];
let answered = 0;
let onIdle: () => void = () => undefined;

answerCalls({ open, run });

async function open({ port, callers: all }: Callers): Promise<void> {
  lines = await Promise.all(all.map(async (caller) => createLine(await dial(port), caller)));
}

async function run({ mode, seconds }: { mode: CallMode; seconds: number }): Promise<Called> {
  histogram.clear();
  answered = 0;
  idle = [...lines];
  const began = performance.now();
  if ('inFlight' in mode) {
    onIdle = () => idle.shift()?.call();
    for (let index = 0; index < mode.inFlight; index++) onIdle();
  } else {
    // More than all lines at once isn't possible: who measures a rate opens enough of them.
    let called = 0;
    onIdle = () => undefined;
    for (let elapsed = 0; elapsed < seconds; elapsed = (performance.now() - began) / 1000) {
      for (; called < Math.floor(elapsed * mode.rate) && idle.length > 0; called++) idle.shift()!.call();
      await sleep(1);
    }
  }
  await sleep(Math.max(0, 1000 * seconds - (performance.now() - began)));
  const calls = answered;
  const took = (performance.now() - began) / 1000;
  onIdle = () => undefined;
  while (idle.length < lines.length) await sleep(5);
  return { calls, seconds: took, p50: histogram.percentile(0.5), p99: histogram.percentile(0.99) };
}

function createLine(socket: Socket, caller: Caller): Line {
  let began = 0;
  let answer = '';
  let turn = 0;
  const head = `Host: localhost\r\nAuthorization: Bearer ${caller.token}\r\n`;
  const line: Line = {
    call() {
      began = performance.now();
      if ('paths' in caller)
        return void socket.write(`GET ${caller.paths[turn++ % caller.paths.length]} HTTP/1.1\r\n${head}\r\n`);
      const body = JSON.stringify({ message: text, client_id: timedClientId() });
      socket.write(
        `POST /api/chats/${caller.uri}/messages/ HTTP/1.1\r\n${head}` +
          `Content-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
      );
    },
  };
  socket.setEncoding('latin1').on('data', (data: string) => {
    answer += data;
    const end = answer.indexOf('\r\n\r\n');
    if (end === -1) return;
    const length = Number(/content-length: (\d+)/i.exec(answer)?.[1]);
    if (answer.length < end + 4 + length) return;
    if (!answer.startsWith('HTTP/1.1 20')) throw new Error(`A call was refused: ${answer}`);
    answer = '';
    histogram.add(performance.now() - began, 1);
    answered++;
    idle.push(line);
    onIdle();
  });
  return line;
}

async function dial(port: number): Promise<Socket> {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true });
  await once(socket, 'connect');
  return socket;
}
