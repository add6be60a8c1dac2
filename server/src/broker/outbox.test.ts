import { expect, test } from 'vitest';
import { createOutbox } from './outbox.ts';

const messages = (...bodies: string[]) => bodies.map((body) => ({ topic: 'a', body }));

test('messages are taken in the order in which they were added', () => {
  const outbox = createOutbox({ messages: 10, characters: 1_000 });
  outbox.add(messages('1', '2'));
  outbox.add(messages('3'));
  expect(outbox.take(4)).toEqual(messages('1', '2'));
  expect(outbox.take(4)).toEqual(messages('3'));
  expect(outbox.take(4)).toEqual([]);
});

test('a message longer than the limit is taken alone', () => {
  const outbox = createOutbox({ messages: 10, characters: 1_000 });
  outbox.add(messages('long'.repeat(10), '2'));
  expect(outbox.take(4)).toEqual(messages('long'.repeat(10)));
});

test('what is put back comes before what waits', () => {
  const outbox = createOutbox({ messages: 10, characters: 1_000 });
  outbox.add(messages('1', '2', '3'));
  outbox.putBack(outbox.take(4));
  expect(outbox.take(100)).toEqual(messages('1', '2', '3'));
});

test('beyond its number of messages the oldest go', () => {
  const outbox = createOutbox({ messages: 2, characters: 1_000 });
  outbox.add(messages('1', '2', '3'));
  expect(outbox.dropped()).toBe(1);
  outbox.putBack(messages('0'));
  expect(outbox.dropped()).toBe(2);
  expect(outbox.take(100)).toEqual(messages('2', '3'));
});

test('beyond its number of characters the oldest go', () => {
  const outbox = createOutbox({ messages: 1_000, characters: 10 });
  outbox.add(messages('1234', '1234'));
  expect(outbox.dropped()).toBe(0);
  outbox.add(messages('5'));
  expect(outbox.dropped()).toBe(1);
  outbox.take(100);
  outbox.add(messages('1234', '1234'));
  expect(outbox.size()).toBe(2);
});

test('a million messages pass through in no time', () => {
  const outbox = createOutbox({ messages: 20_000, characters: 1_000_000 });
  for (let round = 0; round < 100; round += 1) outbox.add(messages(...Array<string>(10_000).fill('x')));
  expect(outbox.size()).toBe(20_000);
  expect(outbox.dropped()).toBe(980_000);
});
