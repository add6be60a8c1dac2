import { expect, test } from 'vitest';
import { alertOf, type Alert, type Facts } from './alert-of.ts';

const plain: Facts = {
  isOwn: false,
  isDeleted: false,
  isRead: false,
  isNamed: false,
  level: 'all',
  looking: 'away',
  isQuietTime: false,
  mayNotify: true,
};

test.each<[string, Partial<Facts>, Alert]>([
  ['a message for somebody who is away', {}, 'notify'],
  ['the same without permission to notify', { mayNotify: false }, 'sound'],
  ["one's own message", { isOwn: true }, 'silent'],
  ['a message that is deleted by now', { isDeleted: true }, 'silent'],
  ['a message that was read on another device', { isRead: true }, 'silent'],
  ['the chat that is being looked at', { looking: 'here' }, 'silent'],
  ['the chat that is being looked at, with a mention', { looking: 'here', isNamed: true }, 'silent'],
  ['another chat than the one looked at', { looking: 'page' }, 'count'],
  ['a message in quiet hours', { isQuietTime: true }, 'count'],
  ['a mention in quiet hours', { isQuietTime: true, isNamed: true }, 'count'],
  ['a chat that tells of mentions only', { level: 'mentions' }, 'silent'],
  ['a mention in such a chat', { level: 'mentions', isNamed: true }, 'notify'],
  [
    'a mention in such a chat, while another is looked at',
    { level: 'mentions', isNamed: true, looking: 'page' },
    'count',
  ],
  ['a chat that tells of nothing', { level: 'nothing' }, 'silent'],
  ['a mention in a chat that tells of nothing', { level: 'nothing', isNamed: true }, 'silent'],
])('%s', (_what, facts, alert) => {
  expect(alertOf({ ...plain, ...facts })).toBe(alert);
});
