import { closeCodes, type ServerFrame } from '@chatire/protocol';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createSocket, type SocketOptions, type SocketStatus } from './socket.ts';
import type { Renewal } from './token.ts';

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal('window', globalThis);
  FakeSocket.all = [];
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

class FakeSocket {
  static all: FakeSocket[] = [];
  readyState: number = WebSocket.CONNECTING;
  sent: { type: string }[] = [];
  onopen = () => {};
  onmessage = (_: { data: string }) => {};
  onclose = (_: { code: number }) => {};
  constructor() {
    FakeSocket.all.push(this);
  }
  send(text: string) {
    this.sent.push(JSON.parse(text));
  }
  close() {
    this.readyState = WebSocket.CLOSED;
  }
  openUp() {
    this.readyState = WebSocket.OPEN;
    this.onopen();
    this.hear({ type: 'ready', epoch: 'e', user: {} as never, settings: {}, chats: {} });
  }
  hear(frame: ServerFrame) {
    this.onmessage({ data: JSON.stringify(frame) });
  }
  closed(code: number) {
    this.readyState = WebSocket.CLOSED;
    this.onclose({ code });
  }
}

function setUp(part: Partial<SocketOptions> = {}) {
  const statuses: SocketStatus[] = [];
  const onSessionEnded = vi.fn();
  const renew = vi.fn(async (): Promise<Renewal> => 'renewed');
  const socket = createSocket({
    url: 'ws://here/ws',
    token: () => 'token',
    tokenIsStale: () => false,
    renew,
    hello: () => ({ epoch: null, chats: { c: 4 } }),
    onFrame: () => {},
    onStatus: (status) => statuses.push(status),
    onSessionEnded,
    open: () => new FakeSocket() as unknown as WebSocket,
    backOff: { next: () => 1_000, reset: () => {} },
    ...part,
  });
  return { socket, statuses, renew, onSessionEnded };
}
const started = async (setup: ReturnType<typeof setUp>) => {
  setup.socket.start();
  await vi.advanceTimersByTimeAsync(0);
  FakeSocket.all.at(-1)!.openUp();
  return FakeSocket.all.at(-1)!;
};

test('the first frame is a hello with the places of all chats', async () => {
  const line = await started(setUp());
  expect(line.sent).toEqual([{ type: 'hello', token: 'token', epoch: null, chats: { c: 4 } }]);
});

test('a lost connection comes back after a wait', async () => {
  const setup = setUp();
  (await started(setup)).closed(1006);
  expect(setup.statuses.at(-1)).toBe('waiting');
  await vi.advanceTimersByTimeAsync(999);
  expect(FakeSocket.all).toHaveLength(1);
  await vi.advanceTimersByTimeAsync(1);
  expect(FakeSocket.all).toHaveLength(2);
});

test('a server that is about to stop says when to come back', async () => {
  const line = await started(setUp());
  line.hear({ type: 'reconnect', after: 7_000 });
  await vi.advanceTimersByTimeAsync(6_900);
  expect(FakeSocket.all).toHaveLength(1);
  await vi.advanceTimersByTimeAsync(200);
  expect(FakeSocket.all).toHaveLength(2);
});

test('a refused token is renewed before the next try', async () => {
  const setup = setUp();
  (await started(setup)).closed(closeCodes.token_refused.code);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(setup.renew).toHaveBeenCalledOnce();
  expect(FakeSocket.all).toHaveLength(2);
});

test('a session that ended is told, and not tried again', async () => {
  const setup = setUp();
  (await started(setup)).closed(closeCodes.session_ended.code);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(setup.onSessionEnded).toHaveBeenCalledOnce();
  expect(FakeSocket.all).toHaveLength(1);
});

test('what the server will never accept is not repeated', async () => {
  const setup = setUp();
  (await started(setup)).closed(closeCodes.invalid_frame.code);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(setup.statuses.at(-1)).toBe('stopped');
  expect(FakeSocket.all).toHaveLength(1);
});

test('a ping without a pong gives the connection up', async () => {
  const setup = setUp();
  const line = await started(setup);
  await vi.advanceTimersByTimeAsync(25_000);
  expect(line.sent.at(-1)).toEqual({ type: 'ping' });
  await vi.advanceTimersByTimeAsync(10_000);
  expect(setup.statuses.at(-1)).toBe('waiting');
});

test('a pong keeps it', async () => {
  const setup = setUp();
  const line = await started(setup);
  await vi.advanceTimersByTimeAsync(25_000);
  line.hear({ type: 'pong' });
  await vi.advanceTimersByTimeAsync(20_000);
  expect(setup.statuses.at(-1)).toBe('live');
});

test('when the network is back, nobody waits for the timer', async () => {
  const setup = setUp();
  (await started(setup)).closed(1006);
  setup.socket.wake();
  await vi.advanceTimersByTimeAsync(0);
  expect(FakeSocket.all).toHaveLength(2);
});

test('a connection that is given up on is not listened to any more', async () => {
  const onFrame = vi.fn();
  const setup = setUp({ onFrame });
  const line = await started(setup);
  setup.socket.stop();
  onFrame.mockClear();
  line.hear({ type: 'read', chat: 'c', sequence: 1 });
  line.closed(4004);
  expect(onFrame).not.toHaveBeenCalled();
  expect(setup.onSessionEnded).not.toHaveBeenCalled();
});

test('a renewal that ends after a stop opens nothing', async () => {
  let renewed = (_: Renewal) => {};
  const setup = setUp({
    tokenIsStale: () => true,
    renew: () => new Promise((resolve) => (renewed = resolve)),
  });
  setup.socket.start();
  setup.socket.stop();
  renewed('renewed');
  await vi.advanceTimersByTimeAsync(5_000);
  expect(FakeSocket.all).toHaveLength(0);
});

test('nothing is sent without a live connection', async () => {
  const setup = setUp();
  expect(setup.socket.send({ type: 'ping' })).toBe(false);
  const line = await started(setup);
  expect(setup.socket.send({ type: 'typing', chat: 'c' })).toBe(true);
  line.closed(1006);
  expect(setup.socket.send({ type: 'typing', chat: 'c' })).toBe(false);
});
