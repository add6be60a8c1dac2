import type { Message, User } from '@chatire/protocol';
import { expect, test } from 'vitest';
import type { Unsent } from '../../connection/unsent.ts';
import { isPrepended, rowsOf, type LogParts, type Row } from './rows.ts';

const self: User = { id: 1, username: 'me', name: 'Me', kind: 'account', picture: null };
const nadia: User = { id: 2, username: 'nadia', name: 'Nadia', kind: 'account', picture: null };
const start = new Date(2026, 4, 5, 12, 0).getTime();
const minutes = (count: number) => new Date(start + count * 60_000).toISOString();

function message(sequence: number, user: User, minute: number): Message {
  const created_at = minutes(minute);
  const unchanged = { edited_at: null, deleted_at: null, version: sequence };
  const alone = { reply_to: null, reactions: [], mentions: [], mentions_all: false };
  const text = `m${sequence}`;
  return { id: sequence, sequence, client_id: null, message: text, user, created_at, ...unchanged, ...alone };
}
const unsent = (text: string, state: Unsent['state'] = 'sending'): Unsent => ({
  client_id: text,
  chat: 'c',
  text,
  created: start,
  state,
  problem: null,
});

/** m1, or [m1 for the first and m1] for the last of a group. */
function draw(rows: readonly Row[]): string {
  return rows
    .map((row) => {
      if (row.kind === 'message' || row.kind === 'unsent') {
        return `${row.first ? '[' : ''}${row.text}${row.last ? ']' : ''}`;
      }
      return row.kind;
    })
    .join(' ');
}
const drawn = (parts: Partial<LogParts>) =>
  draw(
    rowsOf({ messages: [], unsent: [], self, fromBeginning: false, cut: false, newAfter: null, ...parts }),
  );

test('what one person writes within five minutes stands together', () => {
  const messages = [
    message(1, nadia, 0),
    message(2, nadia, 4),
    message(3, nadia, 8.9),
    message(4, nadia, 14),
  ];
  expect(drawn({ messages })).toBe('day [m1 m2 m3] [m4]');
});

test('another author begins a new group', () => {
  expect(drawn({ messages: [message(1, nadia, 0), message(2, self, 0), message(3, nadia, 0)] })).toBe(
    'day [m1] [m2] [m3]',
  );
});

test('a new day has a line of its own, on this calendar', () => {
  const messages = [message(1, nadia, 719), message(2, nadia, 721)];
  expect(drawn({ messages })).toBe('day [m1] day [m2]');
});

test('the line "New" stands before the first unread message of others, once', () => {
  const messages = [message(1, nadia, 0), message(2, self, 0), message(3, nadia, 0), message(4, nadia, 0)];
  expect(drawn({ messages, newAfter: 1 })).toBe('day [m1] [m2] new [m3 m4]');
});

test('the line "New" splits a group', () => {
  expect(drawn({ messages: [message(1, nadia, 0), message(2, nadia, 0)], newAfter: 1 })).toBe(
    'day [m1] new [m2]',
  );
});

test('a day and what is new in it: the day comes first', () => {
  expect(drawn({ messages: [message(1, nadia, 719), message(2, nadia, 721)], newAfter: 1 })).toBe(
    'day [m1] day new [m2]',
  );
});

test('the beginning is shown only where the first message is held', () => {
  expect(drawn({ messages: [message(1, nadia, 0)], fromBeginning: true })).toBe('beginning day [m1]');
  expect(drawn({ fromBeginning: true })).toBe('');
});

test('unsent messages follow, grouped with one’s own', () => {
  expect(drawn({ messages: [message(1, self, 0)], unsent: [unsent('a'), unsent('b')] })).toBe('day [m1 a b]');
});

test('a message that needs attention ends its group', () => {
  expect(drawn({ unsent: [unsent('a', 'refused'), unsent('b')] })).toBe('day [a] [b]');
});

test('late messages stand together: what there is to say is said once', () => {
  expect(drawn({ unsent: [unsent('a', 'late'), unsent('b', 'late'), unsent('c')] })).toBe('day [a b c]');
});

test('a message that the log has already is not shown as unsent, too', () => {
  const stored = { ...message(1, self, 0), client_id: 'a' };
  expect(drawn({ messages: [stored], unsent: [unsent('a', 'late'), unsent('b')] })).toBe('day [m1 b]');
});

test('a message keeps its key when it is stored', () => {
  const stored = { ...message(1, self, 0), client_id: 'a' };
  const keyOf = (parts: Partial<LogParts>) =>
    rowsOf({ messages: [], unsent: [], self, fromBeginning: false, cut: false, newAfter: null, ...parts }).at(
      -1,
    )!.key;
  expect(keyOf({ messages: [stored] })).toBe(keyOf({ unsent: [unsent('a')] }));
});

test('older messages in front are told apart from new ones at the end', () => {
  const rows = (...messages: Message[]) =>
    rowsOf({ messages, unsent: [], self, fromBeginning: false, cut: false, newAfter: null });
  const [m1, m2, m3] = [message(1, nadia, 0), message(2, nadia, 0), message(3, nadia, 0)] as const;
  expect(isPrepended(rows(m2, m3), rows(m1, m2, m3))).toBe(true);
  expect(isPrepended(rows(m1, m2), rows(m1, m2, m3))).toBe(false);
  expect(isPrepended(rows(), rows(m1))).toBe(false);
});
