import { expect, test } from 'vitest';
import { pageTitle, shortCount } from './page-title.ts';

test('the title begins with what is unread', () => {
  expect(pageTitle(3, 'Release crew · Chatire')).toBe('(3) Release crew · Chatire');
});

test('with nothing unread the title is only a title', () => {
  expect(pageTitle(0, 'Chats · Chatire')).toBe('Chats · Chatire');
});

test('above ninety-nine nobody counts', () => {
  expect(shortCount(99)).toBe('99');
  expect(shortCount(100)).toBe('99+');
});
