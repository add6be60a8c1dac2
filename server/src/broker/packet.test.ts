import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeMessages, encodeMessages, packetsOf } from './packet.ts';

const wellFormed = fc.string({ unit: 'binary' });
const someMessages = fc.array(fc.record({ topic: wellFormed, body: wellFormed }));

test('what is encoded decodes to the messages that are wanted', () => {
  fc.assert(
    fc.property(someMessages, fc.func(fc.boolean()), (messages, wants) => {
      // The way through RabbitMQ.
      const text = Buffer.from(encodeMessages(messages)).toString();
      expect(decodeMessages(text, wants)).toEqual(messages.filter(({ topic }) => wants(topic)));
    }),
  );
});

test('what was not encoded by us decodes to nothing', () => {
  for (const text of [
    '',
    '\n',
    'x\n',
    '{}\n',
    '[["a"]]\n',
    '[["a",2]]\nx',
    '[["a",1]]\nxy',
    '[["a",-1]]\n',
  ]) {
    expect(decodeMessages(text, () => true)).toBeUndefined();
  }
});

test('messages of few shards travel by shard, of many together; in order either way', () => {
  const message = (number: number) => ({ topic: `chat:${number}`, body: String(number) });
  const few = packetsOf([message(1), message(2), message(1)]);
  expect(few.map(({ messages }) => messages)).toEqual([[message(1), message(1)], [message(2)]]);
  expect(new Set(few.map(({ routingKey }) => routingKey)).size).toBe(2);

  const many = Array.from({ length: 50 }, (_, index) => message(index % 20));
  expect(packetsOf(many)).toEqual([{ routingKey: 'all', messages: many }]);
});
