import { expect, test } from 'vitest';
import { pageTitle, shortCount } from './page-title.ts';

test('the title counts what is unread in all chats', () => {
  expect(pageTitle([{ unread_count: 1 }, { unread_count: 2 }], 'Release crew · Chatire')).toBe(
    '(3) Release crew · Chatire',
  );
});

test('with nothing unread the title is only a title', () => {
  expect(pageTitle([{ unread_count: 0 }], 'Chats · Chatire')).toBe('Chats · Chatire');
});

test('above ninety-nine nobody counts', () => {
  expect(shortCount(99)).toBe('99');
  expect(shortCount(100)).toBe('99+');
});
