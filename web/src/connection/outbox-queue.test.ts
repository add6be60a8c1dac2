import 'fake-indexeddb/auto';
import { IDBFactory } from 'fake-indexeddb';
import { afterAll, afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createOtherTabs } from './other-tabs.ts';
import { createOutbox } from './outbox-queue.ts';
import { Refused, Unreachable } from './problems.ts';
import { lateAfter } from './unsent-list.ts';
import { createUnsentStore } from './unsent-store.ts';
import type { Unsent } from './unsent.ts';

const noTurns = { locks: undefined, isInView: () => true };
let storage: ReturnType<typeof createUnsentStore>;

/** The storage works in its own time; waiting for the server and for each other is the tests'. */
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] });
  globalThis.indexedDB = new IDBFactory();
  storage = createUnsentStore();
});
const opened: { close(): void }[] = [];
afterEach(() => {
  for (const tab of opened.splice(0)) tab.close();
  vi.useRealTimers();
});

interface TabOptions {
  user?: number;
  /** Plain HTTP has none. */
  withTurns?: boolean;
}

/** One page of this browser. Its server answers as the test says. */
function openTab(
  answer: (message: Unsent) => Promise<string> = async () => '',
  { user = 1, withTurns = true }: TabOptions = {},
) {
  const { promise: death, resolve: die } = Promise.withResolvers<void>();
  const tried: string[] = [];
  const posted: string[] = [];
  /** Whatever the person saw, one after another. */
  const shown: string[] = [];
  let messages: readonly Unsent[] = [];
  const outbox = createOutbox<string>({
    user,
    store: createUnsentStore(() => outbox.wakeAll()),
    tabs: createOtherTabs(`outbox ${user}`, {
      locks: withTurns ? locksUntil(death) : undefined,
      isInView: () => true,
    }),
    post: (message) => {
      tried.push(message.text);
      return answer(message);
    },
    onPosted: (message) => posted.push(message.text),
    onChange(next) {
      messages = next;
      shown.push(next.map(({ text }) => text).join(' '));
    },
    backOff: () => ({ next: () => 1_000, reset: () => {} }),
  });
  const add = (text: string, chat = 'chat') => void outbox.add({ client_id: text, chat, text });
  const tab = {
    outbox,
    add,
    tried,
    posted,
    shown,
    states: () => messages.map(({ text, state }) => `${text} ${state}`),
    /** As when the tab is closed or crashes. */
    close() {
      outbox.stop();
      die();
    },
  };
  opened.push(tab);
  return tab;
}

/** A browser takes back the locks of a tab that is gone. */
const locksUntil = (death: Promise<void>) =>
  ({
    request: (name: string, options: LockOptions, work: () => Promise<unknown>) =>
      navigator.locks.request(name, options, () => Promise.race([work(), death])),
  }) as LockManager;

const [caller, echo] = [createOtherTabs('echo', noTurns), createOtherTabs('echo', noTurns)];
afterAll(() => [caller, echo].forEach(({ close }) => close()));

/**
 * What has begun comes to its end, as far as it waits for the storage and other tabs only: by then the same has been
 * asked of them so often that their answers to whatever came before are in.
 */
async function passing() {
  for (let rounds = 0; rounds < 25; rounds++) {
    await storage.list(0).catch(() => {});
    await navigator.locks.request('echo', () => {});
    await new Promise<void>((resolve) => {
      echo.onTold(() => resolve());
      caller.tell(null);
    });
  }
}

async function wait(time: number) {
  for (let passed = 0; passed < time; passed += 500) {
    await vi.advanceTimersByTimeAsync(Math.min(500, time - passed));
    await passing();
  }
}
const never = () => new Promise<string>(() => {});
const away = async () => {
  throw new Unreachable();
};

test('messages of a chat go out one after another, in the order in which they were written', async () => {
  const answers: (() => void)[] = [];
  const { add, tried, posted } = openTab(() => new Promise((resolve) => answers.push(() => resolve(''))));
  add('one');
  add('two');
  await passing();
  expect(tried).toEqual(['one']);
  answers[0]!();
  await passing();
  expect(tried).toEqual(['one', 'two']);
  answers[1]!();
  await passing();
  expect(posted).toEqual(['one', 'two']);
});

test('what the storage gives only after it was given up is sent all the same', async () => {
  const before = openTab(never);
  before.add('one');
  await passing();
  before.close();
  const { tried } = openTab();
  vi.advanceTimersByTime(2_000);
  await passing();
  expect(tried).toEqual(['one']);
});

test('one chat does not hold up another', async () => {
  const { add, tried } = openTab(never);
  add('one', 'a');
  add('two', 'b');
  await passing();
  expect([...tried].sort()).toEqual(['one', 'two']);
});

test('without an answer a message is tried again, and those behind it wait', async () => {
  let failures = 2;
  const { add, tried, posted } = openTab(async () => {
    if (failures-- > 0) throw new Unreachable();
    return '';
  });
  add('one');
  add('two');
  await wait(2_500);
  expect(tried).toEqual(['one', 'one', 'one', 'two']);
  expect(posted).toEqual(['one', 'two']);
});

test('a message that the server refuses says so, and lets the next one pass', async () => {
  const { add, posted, states } = openTab(async ({ text }) => {
    if (text === 'bad') throw new Refused(400, { code: 'invalid' });
    return '';
  });
  add('bad');
  add('good');
  await passing();
  expect(posted).toEqual(['good']);
  expect(states()).toEqual(['bad refused']);
});

test('a session that has ended refuses no message: it waits for the person to come back', async () => {
  const { add, states } = openTab(async () => {
    throw new Refused(401, { code: 'not_signed_in' });
  });
  add('one');
  await passing();
  expect(states()).toEqual(['one sending']);
});

test('a message that had come through and was edited since is not sent again', async () => {
  const { add, posted, states } = openTab(async ({ text }) => {
    if (text === 'one') throw new Refused(409, { code: 'conflict' });
    return '';
  });
  add('one');
  add('two');
  await passing();
  expect(posted).toEqual(['two']);
  expect(states()).toEqual([]);
});

test('the server may ask to wait longer', async () => {
  const { add, tried } = openTab(async () => {
    throw new Refused(429, {}, 5_000);
  });
  add('one');
  await passing();
  await wait(4_900);
  expect(tried).toHaveLength(1);
  await wait(200);
  expect(tried).toHaveLength(2);
});

test('in slow mode a message waits for its turn, however often it had to, and the next one goes after it', async () => {
  let turns = 0;
  const { add, posted } = openTab(async ({ text }) => {
    if (text === 'one' && turns++ < 9) throw new Refused(429, { code: 'slow_mode' }, 400);
    return '';
  });
  add('one');
  add('two');
  await wait(4_500);
  expect(posted).toEqual(['one', 'two']);
});

test('after some seconds without success the person is told, and it goes on being tried', async () => {
  const { add, tried, states } = openTab(away);
  add('one');
  await wait(lateAfter - 100);
  expect(states()).toEqual(['one sending']);
  await wait(200);
  expect(states()).toEqual(['one late']);
  const before = tried.length;
  await wait(5_000);
  expect(tried.length).toBeGreaterThan(before);
});

test('a message that never gets an answer is told as late, and what waits behind it, too', async () => {
  const { add, states } = openTab(never);
  add('one');
  add('two');
  await wait(lateAfter + 100);
  expect(states()).toEqual(['one late', 'two late']);
});

test('try again does not wait for the timer', async () => {
  let isAway = true;
  const { add, posted, outbox } = openTab(async () => (isAway ? await away() : ''));
  add('one');
  await passing();
  isAway = false;
  outbox.retry('one');
  await passing();
  expect(posted).toEqual(['one']);
});

test('a refused message can be tried again', async () => {
  let refuses = true;
  const { add, posted, outbox } = openTab(async () => {
    if (refuses) throw new Refused(403, {});
    return '';
  });
  add('one');
  await passing();
  refuses = false;
  outbox.retry('one');
  await passing();
  expect(posted).toEqual(['one']);
});

test('a deleted message is not tried again', async () => {
  const { add, tried, outbox, states } = openTab(away);
  add('one');
  await passing();
  outbox.remove('one');
  await wait(5_000);
  expect(tried).toEqual(['one']);
  expect(states()).toEqual([]);
});

test('a message whose event came first is gone, whatever its own answer says, and holds up nothing', async () => {
  let fail = (_: Error) => {};
  const { add, tried, outbox, states } = openTab(() => new Promise((_, reject) => (fail = reject)));
  add('one');
  add('two');
  await passing();
  outbox.settle('one');
  fail(new Unreachable());
  await passing();
  expect(tried).toEqual(['one', 'two']);
  expect(states()).toEqual(['two sending']);
});

test('what was written without a network goes out after a reload, in order, days later', async () => {
  const before = openTab(away);
  for (const text of ['one', 'two', 'three']) before.add(text);
  await passing();
  before.close();
  vi.setSystemTime(Date.now() + 3 * 86_400_000);

  const after = openTab();
  await passing();
  expect(after.posted).toEqual(['one', 'two', 'three']);
  after.close();
  const again = openTab();
  await passing();
  expect(again.tried).toEqual([]);
});

test('the order holds when the clock jumps back', async () => {
  const before = openTab(away);
  before.add('first');
  await passing();
  vi.setSystemTime(Date.now() - 86_400_000);
  before.add('second');
  await passing();
  before.close();
  const after = openTab();
  await passing();
  expect(after.posted).toEqual(['first', 'second']);
});

test('a refused message says why after a reload, too, and can be tried again then', async () => {
  const before = openTab(async () => {
    throw new Refused(400, { code: 'invalid', errors: { message: ['Too long.'] } });
  });
  before.add('one');
  await passing();
  before.close();

  const shown: unknown[] = [];
  const after = openTab(async (message) => {
    shown.push(message.problem);
    return '';
  });
  await passing();
  expect(after.states()).toEqual(['one refused']);
  expect(after.tried).toEqual([]);
  after.outbox.retry('one');
  await passing();
  expect(after.posted).toEqual(['one']);
  expect(shown).toEqual([null]);
});

test('somebody else at this browser neither sees nor sends it', async () => {
  const nadia = openTab(away, { user: 1 });
  nadia.add('for nobody else');
  await passing();
  nadia.close();
  const tomasz = openTab(undefined, { user: 2 });
  await passing();
  expect(tomasz.states()).toEqual([]);
  expect(tomasz.tried).toEqual([]);
});

test('two tabs show the same, and send it once', async () => {
  const server: string[] = [];
  let isAway = true;
  const answer = async ({ text }: Unsent) => {
    if (isAway) throw new Unreachable();
    server.push(text);
    return '';
  };
  const [one, two] = [openTab(answer), openTab(answer)];
  one.add('a');
  await passing();
  two.add('b');
  await passing();
  one.add('c');
  await passing();
  expect(one.states()).toEqual(['a sending', 'b sending', 'c sending']);
  expect(two.states()).toEqual(one.states());
  isAway = false;
  one.outbox.wakeAll();
  two.outbox.wakeAll();
  await wait(1_500);
  expect(server).toEqual(['a', 'b', 'c']);
  expect([one.states(), two.states()]).toEqual([[], []]);
  // Whichever sent it, both have the answer to show.
  expect([one.posted, two.posted]).toEqual([server, server]);
});

test('what is deleted or tried again in one tab is so in the other', async () => {
  const refusing = async () => {
    throw new Refused(403, {});
  };
  const [one, two] = [openTab(refusing), openTab(never)];
  one.add('a');
  one.add('b');
  await passing();
  expect(two.states()).toEqual(['a refused', 'b refused']);
  one.outbox.remove('a');
  two.outbox.retry('b');
  await passing();
  expect(one.states()).toEqual(['b sending']);
  expect(two.states()).toEqual(['b sending']);
});

test('what is deleted while the store is being read stays deleted', async () => {
  const { add, outbox, shown } = openTab(away);
  add('a');
  await passing();
  outbox.wakeAll();
  outbox.remove('a');
  await passing();
  expect(shown).toEqual(['a', '']);
});

test('a tab that dies while it sends leaves the message to the other', async () => {
  const [one, two] = [openTab(never), openTab()];
  one.add('a');
  await passing();
  expect([one.tried, two.tried]).toEqual([['a'], []]);
  one.close();
  await passing();
  expect(two.posted).toEqual(['a']);
});

test('where tabs cannot take turns, the one in which it was written sends, and the other takes over when it is late', async () => {
  const [one, two] = [openTab(undefined, { withTurns: false }), openTab(undefined, { withTurns: false })];
  one.add('a');
  await passing();
  expect([one.tried, two.tried]).toEqual([['a'], []]);
  const dying = openTab(never, { withTurns: false });
  dying.add('b');
  await passing();
  dying.close();
  await wait(lateAfter - 500);
  expect([...one.posted, ...two.posted]).not.toContain('b');
  await wait(1_000);
  expect(two.posted).toContain('b');
});

test('without storage messages go out all the same, and the page knows that they are only here', async () => {
  globalThis.indexedDB = undefined as never;
  const { add, outbox, posted, states } = openTab(async () => {
    if (posted.length === 0 && states().length < 2) throw new Unreachable();
    return '';
  });
  add('one');
  await passing();
  expect(outbox.isOnlyHere()).toBe(true);
  add('two');
  await wait(1_500);
  expect(posted).toEqual(['one', 'two']);
  expect(outbox.isOnlyHere()).toBe(false);
});

test('what is kept may leave with the page', async () => {
  const { add, outbox } = openTab(away);
  add('one');
  expect(outbox.isOnlyHere()).toBe(true);
  await passing();
  expect(outbox.isOnlyHere()).toBe(false);
});
