// @vitest-environment happy-dom
import { createPinia, setActivePinia } from 'pinia';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { useDrafts } from './drafts.ts';

beforeEach(() => {
  vi.useFakeTimers();
  localStorage.clear();
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

/** As after a reload. */
function openPage(user = 1) {
  setActivePinia(createPinia());
  const drafts = useDrafts();
  drafts.begin(user);
  return drafts;
}

test('a draft is there again after a reload', () => {
  openPage().set('chat', 'half a sent');
  vi.advanceTimersByTime(300);
  expect(openPage().texts.get('chat')).toBe('half a sent');
});

test('what was typed in the last moment is kept when the page goes away', () => {
  openPage().set('chat', 'in a hurry');
  expect(openPage().texts.size).toBe(0);
  dispatchEvent(new Event('pagehide'));
  expect(openPage().texts.get('chat')).toBe('in a hurry');
});

test('a draft that was sent or emptied is gone', () => {
  const drafts = openPage();
  drafts.set('chat', 'said');
  vi.advanceTimersByTime(300);
  drafts.set('chat', '');
  vi.advanceTimersByTime(300);
  expect(localStorage).toHaveLength(0);
});

test('each person at this browser has drafts of their own', () => {
  const drafts = openPage(1);
  drafts.set('chat', 'mine');
  drafts.clear();
  drafts.begin(12);
  expect([...drafts.texts]).toEqual([]);
  drafts.set('chat', 'yours');
  drafts.clear();
  expect(openPage(1).texts.get('chat')).toBe('mine');
  expect(openPage(12).texts.get('chat')).toBe('yours');
});

test('signing out takes the drafts of that person out of the browser', () => {
  for (const user of [1, 12]) {
    const drafts = openPage(user);
    drafts.set('chat', 'private');
    drafts.clear();
  }
  openPage(1).forget(1);
  expect(Object.keys(localStorage)).toEqual(['chatire.draft.12.chat']);
});

test('a draft that is written in another tab is shown in this one', () => {
  const drafts = openPage();
  const hear = (newValue: string | null) =>
    dispatchEvent(new StorageEvent('storage', { key: 'chatire.draft.1.chat', newValue }));
  hear('from over there');
  expect(drafts.texts.get('chat')).toBe('from over there');
  hear(null);
  expect(drafts.texts.has('chat')).toBe(false);
});

test('where nothing can be kept, drafts last as long as the page', () => {
  vi.spyOn(Storage.prototype, 'setItem').mockImplementation(() => {
    throw new DOMException('full', 'QuotaExceededError');
  });
  const drafts = openPage();
  drafts.set('chat', 'still here');
  vi.advanceTimersByTime(300);
  expect(drafts.texts.get('chat')).toBe('still here');
});
