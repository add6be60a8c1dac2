import { expect, test } from 'vitest';
import { createAhead } from './ahead.ts';

test('what was asked for ahead is given to the first who asks, and not again', async () => {
  const asked: string[] = [];
  const ahead = createAhead();
  ahead.ask(async (path) => void asked.push(path), ['/api/chats/', '/auth/me/']);
  expect(asked).toEqual(['/api/chats/', '/auth/me/']);
  expect(ahead.take('/api/chats/')).toBeInstanceOf(Promise);
  expect(ahead.take('/api/chats/')).toBeUndefined();
  ahead.clear();
  expect(ahead.take('/auth/me/')).toBeUndefined();
});

test('whoever waits for an answer that fails hears of it', async () => {
  const ahead = createAhead();
  ahead.ask(() => Promise.reject(new Error('away')), ['/api/chats/']);
  await expect(ahead.take('/api/chats/')).rejects.toThrow('away');
  ahead.ask(() => Promise.reject(new Error('away')), ['/auth/me/']);
  await Promise.resolve();
  expect(ahead.take('/auth/me/'), 'whoever comes later asks anew').toBeUndefined();
});
