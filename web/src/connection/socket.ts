import { limits, type ClientFrame, type ServerFrame } from '@chatire/protocol';
import { createBackOff, type BackOff } from './back-off.ts';
import { closeAction } from './close-action.ts';
import { parseFrame } from './parse-frame.ts';
import type { Renewal } from './token.ts';

/** `stopped`: the server refused what this page says; only loading it afresh can help. */
export type SocketStatus = 'idle' | 'connecting' | 'live' | 'waiting' | 'stopped';

export interface SocketOptions {
  url: string;
  token(): string | null;
  tokenIsStale(): boolean;
  renew(): Promise<Renewal>;
  hello(): { epoch: string | null; chats: Record<string, number> };
  onFrame(frame: ServerFrame): void;
  onStatus(status: SocketStatus): void;
  onSessionEnded(): void;
  open?: (url: string) => WebSocket;
  backOff?: BackOff;
}

const pongTimeout = 10_000;
/** Somebody is waiting: the network came back, or the page into view. */
const wakePongTimeout = 3_000;
const readyTimeout = 20_000;
/** A connection that held this long starts the next series of tries from the shortest wait. */
const steady = 10_000;

/** Keeps one socket to the server: says hello, pings, and comes back by itself. */
export function createSocket(options: SocketOptions) {
  const { open = (url) => new WebSocket(url), backOff = createBackOff(), onStatus, onFrame } = options;
  let status: SocketStatus = 'idle';
  let socket: WebSocket | null = null;
  let liveSince = 0;
  let wishedDelay: number | null = null;
  /** Which try this is: a renewal that ends after a stop or another start must not open a second socket. */
  let turn = 0;
  const timers = { retry: 0, ping: 0, pong: 0, ready: 0 };

  function setStatus(next: SocketStatus) {
    if (next !== status) onStatus((status = next));
  }

  async function connect() {
    clearTimeout(timers.retry);
    setStatus('connecting');
    const mine = ++turn;
    const renewal = options.token() === null || options.tokenIsStale() ? await options.renew() : 'renewed';
    if (mine !== turn) return;
    if (renewal === 'ended') return signedOut();
    if (renewal === 'unknown' && options.token() === null) return retry();
    listen((socket = open(options.url)));
  }

  function listen(mine: WebSocket) {
    // A socket given up on can still speak: only the current one is heard.
    const isCurrent = () => socket === mine;
    timers.ready = window.setTimeout(() => isCurrent() && drop(), readyTimeout);
    mine.onopen = () =>
      isCurrent() && write({ type: 'hello', token: options.token() ?? '', ...options.hello() });
    mine.onmessage = ({ data }) => isCurrent() && hear(parseFrame(data));
    mine.onclose = ({ code }) => isCurrent() && closed(code);
  }

  function hear(frame: ServerFrame | null) {
    if (!frame) return;
    if (frame.type === 'pong') return clearTimeout(timers.pong);
    if (frame.type === 'reconnect') wishedDelay = frame.after;
    if (frame.type === 'ready') {
      clearTimeout(timers.ready);
      liveSince = Date.now();
      timers.ping = window.setInterval(() => ping(), limits.pingInterval);
      setStatus('live');
    }
    onFrame(frame);
    if (frame.type === 'reconnect') drop();
  }

  function ping(patience = pongTimeout) {
    clearTimeout(timers.pong);
    if (write({ type: 'ping' })) timers.pong = window.setTimeout(drop, patience);
  }

  /** Gives the connection up without waiting for the other side to agree. */
  function drop() {
    const old = socket;
    closed(1006);
    old?.close();
  }

  function closed(code: number) {
    socket = null;
    clearTimers();
    if (liveSince && Date.now() - liveSince >= steady) backOff.reset();
    liveSince = 0;
    const action = closeAction(code);
    if (action === 'signed-out') return signedOut();
    if (action === 'stop') return setStatus('stopped');
    if (action === 'renew') return void renewThenRetry();
    retry();
  }

  async function renewThenRetry() {
    setStatus('connecting');
    const mine = ++turn;
    const renewal = await options.renew();
    if (mine !== turn) return;
    if (renewal === 'ended') return signedOut();
    retry();
  }

  function retry() {
    setStatus('waiting');
    const delay = wishedDelay ?? backOff.next();
    wishedDelay = null;
    clearTimeout(timers.retry);
    timers.retry = window.setTimeout(connect, delay);
  }

  function signedOut() {
    stop();
    options.onSessionEnded();
  }

  function clearTimers() {
    clearTimeout(timers.retry);
    clearTimeout(timers.pong);
    clearTimeout(timers.ready);
    clearInterval(timers.ping);
  }

  function write(frame: ClientFrame): boolean {
    if (socket?.readyState !== WebSocket.OPEN) return false;
    socket.send(JSON.stringify(frame));
    return true;
  }

  function stop() {
    turn++;
    clearTimers();
    const old = socket;
    socket = null;
    old?.close(1000);
    setStatus('idle');
  }

  return {
    start: () => void (status === 'idle' && connect()),
    stop,
    /** False when there is no live connection: nothing was sent. */
    send: (frame: ClientFrame) => status === 'live' && write(frame),
    /** The network or the person is back: don't wait any longer; a doubtful connection is tried. */
    wake() {
      if (status === 'waiting') void connect();
      if (status === 'live') ping(wakePongTimeout);
    },
  };
}
export type Socket = ReturnType<typeof createSocket>;
