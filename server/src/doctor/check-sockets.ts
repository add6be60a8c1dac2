import { WebSocket } from 'ws';
import { closeCodes } from '@chatire/protocol';
import { reasonOf } from './ask.ts';
import { findingsAbout, type Finding } from './finding.ts';

const about = findingsAbout('Sockets');
/** Milliseconds. */
const patience = 10_000;

/** Says a hello that can't be right: that the server refuses it as it should shows that frames pass both ways. */
export async function checkSockets(base: URL, insecure: boolean): Promise<Finding> {
  const url = new URL('ws', base);
  url.protocol = base.protocol === 'https:' ? 'wss:' : 'ws:';
  const socket = new WebSocket(url, {
    origin: base.origin,
    handshakeTimeout: patience,
    rejectUnauthorized: !insecure,
  });
  socket.on('open', () => socket.send(JSON.stringify(hello)));
  const timer = setTimeout(() => socket.terminate(), patience);
  const end = await new Promise<number | Error>((resolve) => {
    socket.on('error', resolve);
    socket.on('close', resolve);
  });
  clearTimeout(timer);
  if (typeof end === 'number') return judgeClose(end);
  return about.wrong(`Sockets don't pass (${answerOf(end)}): nobody would see what others write.`, advice);
}

const hello = { type: 'hello', token: 'check', epoch: null, chats: {} };

function judgeClose(code: number): Finding {
  if (code === closeCodes.token_refused.code)
    return about.well('Sockets pass, and one that can’t say who it is is refused.');
  if (code === 1006) return about.wrong(`Sockets open, but what is said on them doesn't pass.`, advice);
  return about.doubtful(
    `A socket was closed with ${code}.`,
    'See what this code means in protocol/PROTOCOL.md.',
  );
}

/** `ws` says "Unexpected server response: 404". */
function answerOf(error: Error): string {
  const [, status] = /response: (\d+)/.exec(error.message) ?? [];
  if (status === '403') return 'the server answers 403: it is asked by another origin than PUBLIC_URL';
  return status === undefined ? reasonOf(error) : `answered with ${status}`;
}

const advice =
  'Let the proxy pass the upgrade to a WebSocket on at /ws: HTTP/1.1 with the headers Upgrade and Connection, as the examples in docs/operating.md do.';
