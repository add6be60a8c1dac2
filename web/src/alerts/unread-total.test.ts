import { expect, test } from 'vitest';
import { unreadTotal } from './unread-total.ts';

test('chats count as far as their members want to be told of them', () => {
  const of = (level: 'all' | 'mentions' | 'nothing', unread_count: number, mention_count = 0) => ({
    unread_count,
    mention_count,
    unread_from: null,
    settings: { level },
  });
  expect(unreadTotal([of('all', 3, 1), of('mentions', 8, 2), of('nothing', 9, 4)])).toBe(5);
  expect(unreadTotal([{ ...of('all', 0), unread_from: 7 }])).toBe(1);
  expect(unreadTotal([])).toBe(0);
});
