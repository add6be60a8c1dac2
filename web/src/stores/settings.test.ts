// @vitest-environment happy-dom
import type { Settings } from '@chatire/protocol';
import { createPinia } from 'pinia';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createApp, nextTick } from 'vue';
import { connectionKey, type Connection } from '../connection/index.ts';
import { usePreferences } from './preferences.ts';
import { useSession } from './session.ts';
import { useSettings } from './settings.ts';

beforeEach(() => {
  vi.useFakeTimers();
  localStorage.clear();
});
afterEach(() => void vi.useRealTimers());

const user = { id: 1, username: 'ada', name: 'ada', kind: 'account' as const, picture: null };

/** A page of somebody who is signed in, with what it tells the server. */
function openPage(known: Settings, answer: () => Promise<unknown> = async () => ({})) {
  const told: Settings[] = [];
  const changeMySettings = async (change: Settings) => {
    told.push(change);
    await answer();
  };
  const connection = { api: { changeMySettings }, onSessionEnded: new Set() } as unknown as Connection;
  const app = createApp({}).provide(connectionKey, connection).use(createPinia());
  const [session, preferences] = app.runWithContext(() => [useSession(), usePreferences()] as const);
  session.state = 'in';
  session.self = { ...user, email: '', settings: known, server_role: null };
  const settings = app.runWithContext(() => useSettings());
  return { session, preferences, settings, told };
}

test('what the server knows is taken over and not told to it again; the rest stays as the device has it', async () => {
  const { preferences, told } = openPage({ theme: 'dark', quiet_hours: { from: '22:00', to: '07:00' } });
  await vi.advanceTimersByTimeAsync(1_000);
  expect(preferences.theme).toBe('dark');
  expect(preferences.quiet_hours).toEqual({ from: '22:00', to: '07:00' });
  expect(preferences.sound).toBe('chime');
  expect(told).toEqual([]);
});

test('who comes after somebody else at the same browser has quiet hours of neither', async () => {
  const { session, preferences, told } = openPage({
    quiet_hours: { from: '00:00', to: '23:00' },
    share_reads: false,
  });
  session.self = { ...user, id: 2, email: '', settings: {}, server_role: null };
  await vi.advanceTimersByTimeAsync(1_000);
  expect([preferences.quiet_hours, preferences.share_reads]).toEqual([null, true]);
  expect(told).toEqual([]);
});

test('what is changed here is told once, and only that', async () => {
  const { preferences, settings, told } = openPage({ theme: 'dark' });
  for (const volume of [50, 45, 40]) {
    preferences.volume = volume;
    await nextTick();
  }
  await vi.advanceTimersByTimeAsync(1_000);
  expect(told).toEqual([{ volume: 40 }]);
  expect(settings.state).toBe('saved');
});

test('another device is heard, and does not undo what was changed here a moment ago', async () => {
  const { session, preferences, told } = openPage({});
  preferences.theme = 'dark';
  await nextTick();
  session.changed(user, { theme: 'light', density: 'compact' });
  await vi.advanceTimersByTimeAsync(1_000);
  expect([preferences.theme, preferences.density]).toEqual(['dark', 'compact']);
  expect(told).toEqual([{ theme: 'dark' }]);
});

test('what could not be told is told with the next try', async () => {
  let works = false;
  const { preferences, settings, told } = openPage({}, async () => {
    if (!works) throw new Error('lost');
  });
  preferences.theme = 'dark';
  await vi.advanceTimersByTimeAsync(1_000);
  expect(settings.state).toBe('failed');
  works = true;
  settings.retry();
  await vi.advanceTimersByTimeAsync(0);
  expect(settings.state).toBe('saved');
  expect(told).toEqual([{ theme: 'dark' }, { theme: 'dark' }]);
});
