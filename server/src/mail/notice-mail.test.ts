import { expect, test } from 'vitest';
import type { Notice } from '../channels/channel.ts';
import { noticeMail } from './notice-mail.ts';

const author = { id: 2, username: 'ada', name: 'Ada', kind: 'account', picture: null } as const;
const notice = (name: string | null, texts: string[], isDirect = false): Notice => ({
  id: `7.${'A'.repeat(22)}.3`,
  chat: { uri: 'A'.repeat(22), name, isDirect },
  messages: texts.map((text, index) => ({
    id: index,
    sequence: index + 1,
    at: '2026-03-12T08:05:00.000Z',
    author,
    text,
    mentionsMe: false,
  })),
});
const options = {
  to: 'eve@example.org',
  userId: 1,
  settings: { time_zone: 'Europe/Warsaw' },
  origin: 'https://chat.example.org',
  unsubscribe: 'https://chat.example.org/unsubscribe/1',
};

test('a digest tells of several chats, in Polish with the times of the person, and without texts if that is wished', () => {
  const settings = { ...options.settings, language: 'pl' } as const;
  const notices = [notice('Crew', ['hello']), notice(null, ['hi', 'ho'], true)];
  const { subject, text, thread, messageId } = noticeMail(notices, { ...options, settings });
  expect(subject).toBe('Wiadomości, które Cię ominęły');
  expect(text).toMatch(/Crew[^]+Ada, czw\.?,? 09:05:\nhello[^]+Ada[^]+ho/);
  expect(thread).toBeUndefined();
  // Sent again, it can be known again.
  expect(messageId).toBe(noticeMail(notices, options).messageId);
  expect(messageId).not.toBe(noticeMail(notices.slice(0, 1), options).messageId);
  expect(messageId).not.toBe(noticeMail([...notices, notice('Team', ['hey'])], options).messageId);
  const plain = noticeMail(notices, { ...options, settings: { ...settings, notice_texts: false } });
  expect(plain.text).not.toContain('hello');
  expect(plain.html).not.toContain('hello');
  expect(plain.text).toContain('2 nowe wiadomości');
});

test('of many messages a mail holds the newest, and says how many there are', () => {
  const texts = Array.from({ length: 50 }, (_, index) => `message ${index}.`);
  const { text } = noticeMail([notice('Crew', texts)], options);
  expect(text).toContain('50 new messages');
  expect(text).toContain('message 49.');
  expect(text).not.toContain('message 29.');
  const chats = Array.from({ length: 500 }, (_, index) => notice(`Crew ${index}`, texts));
  const { text: long } = noticeMail(chats, options);
  expect(long).toContain('Crew 499');
  expect(long.match(/message \d+\./g)).toHaveLength(500);
});
