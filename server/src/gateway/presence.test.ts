import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { pino } from 'pino';
import { limits, type ServerFrame } from '@chatire/protocol';
import { watchesNothing, type Connection } from './connection.ts';
import { decodeNotice, type PresenceNotice } from './notice-codec.ts';
import { createPresence, type Presence } from './presence.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  for (const { presence } of processes.splice(0)) presence.stop();
  vi.useRealTimers();
});

const chatId = 7;
const uri = 'a'.repeat(22);
const processes: Process[] = [];

interface Process {
  presence: Presence;
  connections: Set<Connection>;
  /** What it said to the other processes. */
  said: number;
  isDead: boolean;
}

/** Processes between which everything arrives at once, the sender's own words included. */
function startProcess(marks: [user: number, sequence: number][] = [], readingTakes = 0): Process {
  const connections = new Set<Connection>();
  const started: Process = {
    connections,
    said: 0,
    isDead: false,
    presence: createPresence({
      broker: {
        publish(messages) {
          if (started.isDead) return;
          for (const message of messages) {
            started.said++;
            const notice = decodeNotice(message) as PresenceNotice;
            for (const one of processes) if (!one.isDead) one.presence.receive(notice);
          }
        },
      },
      connectionsOf: () => connections,
      async readMarks() {
        if (readingTakes > 0) await new Promise((resolve) => setTimeout(resolve, readingTakes));
        return new Map([[chatId, new Map(marks)]]);
      },
      log: pino({ level: 'silent' }),
    }),
  };
  processes.push(started);
  return started;
}

interface Page extends Connection {
  told: ServerFrame[];
  bytes: Buffer | undefined;
  isSlow: boolean;
}

/** As much of a connection as presence has to do with. */
function come(process: Process, userId: number): Page {
  const told: ServerFrame[] = [];
  const page = {
    signedIn: { user: { id: userId } },
    isHere: true,
    isSlow: false,
    watching: watchesNothing,
    chats: new Map([[chatId, { uri, held: undefined }]]),
    told,
    bytes: undefined as Buffer | undefined,
    receiveEphemeral(frame: Buffer) {
      page.bytes = frame;
      if (!page.isSlow) told.push(JSON.parse(String(frame.subarray(frame[1] === 126 ? 4 : 2))));
      return !page.isSlow;
    },
  };
  const connection = page as unknown as Page;
  process.connections.add(connection);
  process.presence.heard(chatId, process.connections.size === 1);
  return connection;
}

function leave(process: Process, page: Page): void {
  process.presence.closed(page);
  process.connections.delete(page);
}

const watch = (process: Process, page: Page) =>
  process.presence.watch(page, { chat: uri, list: [], here: true });
const here = (page: Page) => page.told.findLast((frame) => frame.type === 'presence')?.here;

test('a herd costs each watcher a frame at once and then one a second, however many come', async () => {
  const process = startProcess();
  const watchers = Array.from({ length: 300 }, (_, index) => come(process, index + 1));
  for (const page of watchers) watch(process, page);
  await vi.advanceTimersByTimeAsync(900);
  expect(watchers.map((page) => page.told.length)).toEqual(watchers.map(() => 1));
  for (let user = 301; user <= 400; user++) {
    come(process, user);
    await vi.advanceTimersByTimeAsync(5);
  }
  await vi.advanceTimersByTimeAsync(700);
  expect(watchers.map((page) => page.told.length)).toEqual(watchers.map(() => 2));
  expect(here(watchers[0]!)).toHaveLength(400);
  expect(new Set(watchers.map((page) => page.bytes)).size).toBe(1);
  expect(process.said).toBe(2);
});

test('more people than can be named are counted', async () => {
  const process = startProcess();
  const page = come(process, 1);
  watch(process, page);
  for (let user = 2; user <= limits.presenceNames + 1; user++) come(process, user);
  await vi.advanceTimersByTimeAsync(2_000);
  expect(page.told.at(-1)).toMatchObject({ count: limits.presenceNames + 1, here: null });
});

test('who comes back within seconds was never gone, and who stays away is', async () => {
  const process = startProcess();
  const page = come(process, 1);
  watch(process, page);
  const other = come(process, 2);
  await vi.advanceTimersByTimeAsync(2_000);
  leave(process, other);
  await vi.advanceTimersByTimeAsync(3_000);
  const again = come(process, 2);
  await vi.advanceTimersByTimeAsync(5_000);
  expect(page.told.map((frame) => frame.type === 'presence' && frame.here)).toEqual([[1, 2]]);
  leave(process, again);
  await vi.advanceTimersByTimeAsync(7_000);
  expect(here(page)).toEqual([1]);
});

test('processes tell each other only while somebody watches, and one that dies is forgotten', async () => {
  const [first, second] = [startProcess(), startProcess()];
  const page = come(first, 1);
  come(second, 2);
  const before = first.said + second.said;
  for (let user = 3; user < 50; user++) come(second, user);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(first.said + second.said).toBe(before);

  watch(first, page);
  await vi.advanceTimersByTimeAsync(1_500);
  expect(here(page)).toHaveLength(49);
  const newcomer = startProcess();
  come(newcomer, 50);
  await vi.advanceTimersByTimeAsync(1_500);
  expect(here(page)).toHaveLength(50);
  await vi.advanceTimersByTimeAsync(120_000);
  expect(here(page)).toHaveLength(50);

  second.isDead = true;
  await vi.advanceTimersByTimeAsync(60_000);
  expect(here(page)).toEqual([1, 50]);
  leave(first, page);
  await vi.advanceTimersByTimeAsync(60_000);
  const after = newcomer.said;
  come(newcomer, 51);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(newcomer.said).toBe(after);
});

test('a slow socket is told the newest when it reads again', async () => {
  const process = startProcess();
  const page = come(process, 1);
  page.isSlow = true;
  watch(process, page);
  await vi.advanceTimersByTimeAsync(2_000);
  come(process, 2);
  await vi.advanceTimersByTimeAsync(2_000);
  expect(page.told).toEqual([]);
  page.isSlow = false;
  await vi.advanceTimersByTimeAsync(2_000);
  expect(page.told).toHaveLength(1);
  expect(here(page)).toEqual([1, 2]);
});

test('read marks only ever go on, and go to those only who let others see theirs', async () => {
  const process = startProcess([
    [1, 4],
    [2, 9],
  ]);
  const [sharing, hiding] = [come(process, 1), come(process, 3)];
  for (const page of [sharing, hiding]) watch(process, page);
  for (const sequence of [11, 10]) process.presence.receive({ kind: 'read', chatId, userId: 2, sequence });
  await vi.advanceTimersByTimeAsync(2_000);
  const marks = [
    { user: 1, sequence: 4 },
    { user: 2, sequence: 11 },
  ];
  expect(sharing.told.findLast((frame) => frame.type === 'reads')?.marks).toEqual(marks);
  expect(hiding.told.filter((frame) => frame.type === 'reads')).toEqual([]);
});

test('who no longer shares is shown to nobody, even without having the chat open', async () => {
  const marks: [number, number][] = [
    [1, 4],
    [2, 9],
  ];
  const process = startProcess(marks);
  const [page, other] = [come(process, 1), come(process, 2)];
  watch(process, page);
  await vi.advanceTimersByTimeAsync(2_000);
  marks.pop();
  process.presence.reread(other);
  await vi.advanceTimersByTimeAsync(2_000);
  expect(page.told.findLast((frame) => frame.type === 'reads')?.marks).toEqual([{ user: 1, sequence: 4 }]);
});

test('marks that are read slowly disturb nobody who left the chat meanwhile and is back', async () => {
  const process = startProcess([[1, 4]], 3_000);
  const page = come(process, 1);
  watch(process, page);
  process.presence.watch(page, { chat: null, list: [], here: true });
  await vi.advanceTimersByTimeAsync(2_000);
  watch(process, page);
  await vi.advanceTimersByTimeAsync(5_000);
  come(process, 2);
  await vi.advanceTimersByTimeAsync(2_000);
  expect(here(page)).toEqual([1, 2]);
  expect(page.told.filter((frame) => frame.type === 'reads')).toHaveLength(1);
});
