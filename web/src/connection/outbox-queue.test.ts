import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createOutbox, lateAfter, type Unsent } from './outbox-queue.ts';
import { Refused, Unreachable } from './problems.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function setUp(answer: (message: Unsent) => Promise<string>) {
  const tried: string[] = [];
  const posted: string[] = [];
  let messages: readonly Unsent[] = [];
  const outbox = createOutbox<string>({
    post: (message) => {
      tried.push(message.text);
      return answer(message);
    },
    onPosted: (message) => posted.push(message.text),
    onChange: (next) => (messages = next),
    backOff: () => ({ next: () => 1_000, reset: () => {} }),
  });
  const add = (text: string, chat = 'chat') => outbox.add({ client_id: text, chat, text });
  return { outbox, add, tried, posted, states: () => messages.map(({ text, state }) => `${text} ${state}`) };
}
const passing = () => vi.advanceTimersByTimeAsync(0);

test('messages of a chat go out one after another, in the order in which they were written', async () => {
  const answers: (() => void)[] = [];
  const { add, tried, posted } = setUp(() => new Promise((resolve) => answers.push(() => resolve(''))));
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

test('one chat does not hold up another', async () => {
  const { add, tried } = setUp(() => new Promise(() => {}));
  add('one', 'a');
  add('two', 'b');
  await passing();
  expect(tried).toEqual(['one', 'two']);
});

test('without an answer a message is tried again, and those behind it wait', async () => {
  let away = 2;
  const { add, tried, posted } = setUp(async () => {
    if (away-- > 0) throw new Unreachable();
    return '';
  });
  add('one');
  add('two');
  await vi.advanceTimersByTimeAsync(2_500);
  expect(tried).toEqual(['one', 'one', 'one', 'two']);
  expect(posted).toEqual(['one', 'two']);
});

test('a message that the server refuses says so, and lets the next one pass', async () => {
  const { add, posted, states } = setUp(async ({ text }) => {
    if (text === 'bad') throw new Refused(400, { code: 'invalid' });
    return '';
  });
  add('bad');
  add('good');
  await passing();
  expect(posted).toEqual(['good']);
  expect(states()).toEqual(['bad refused']);
});

test('the server may ask to wait longer', async () => {
  const { add, tried } = setUp(async () => {
    throw new Refused(429, {}, 5_000);
  });
  add('one');
  await vi.advanceTimersByTimeAsync(4_900);
  expect(tried).toHaveLength(1);
  await vi.advanceTimersByTimeAsync(200);
  expect(tried).toHaveLength(2);
});

test('after some seconds without success the person is told, and it goes on being tried', async () => {
  const { add, tried, states } = setUp(async () => {
    throw new Unreachable();
  });
  add('one');
  await vi.advanceTimersByTimeAsync(lateAfter - 100);
  expect(states()).toEqual(['one sending']);
  await vi.advanceTimersByTimeAsync(200);
  expect(states()).toEqual(['one late']);
  const before = tried.length;
  await vi.advanceTimersByTimeAsync(5_000);
  expect(tried.length).toBeGreaterThan(before);
});

test('a message that never gets an answer is told as late, too', async () => {
  const { add, states } = setUp(() => new Promise(() => {}));
  add('one');
  await vi.advanceTimersByTimeAsync(lateAfter + 100);
  expect(states()).toEqual(['one late']);
});

test('try again does not wait for the timer', async () => {
  let away = true;
  const { add, posted, outbox } = setUp(async () => {
    if (away) throw new Unreachable();
    return '';
  });
  add('one');
  await passing();
  away = false;
  outbox.retry('one');
  await passing();
  expect(posted).toEqual(['one']);
});

test('a refused message can be tried again', async () => {
  let refuses = true;
  const { add, posted, outbox } = setUp(async () => {
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
  const { add, tried, outbox, states } = setUp(async () => {
    throw new Unreachable();
  });
  add('one');
  await passing();
  outbox.remove('one');
  await vi.advanceTimersByTimeAsync(10_000);
  expect(tried).toEqual(['one']);
  expect(states()).toEqual([]);
});

test('a message whose event came first is gone, whatever its own answer says, and holds up nothing', async () => {
  let fail = (_: Error) => {};
  const { add, tried, outbox, states } = setUp(() => new Promise((_, reject) => (fail = reject)));
  add('one');
  add('two');
  await passing();
  outbox.settle('one');
  fail(new Unreachable());
  await passing();
  expect(tried).toEqual(['one', 'two']);
  expect(states()).toEqual(['two sending']);
});
