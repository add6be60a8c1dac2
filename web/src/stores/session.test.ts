import { createPinia } from 'pinia';
import type { Self } from '@chatire/protocol';
import { expect, test, vi } from 'vitest';
import { createApp } from 'vue';
import { connectionKey, type Connection } from '../connection/index.ts';
import { Refused, Unreachable } from '../connection/problems.ts';
import { createTokenKeeper } from '../connection/token.ts';
import { useSession } from './session.ts';

function openPage(api: Partial<Connection['api']>, renewal = async () => 'token') {
  const onSessionEnded = new Set<() => void>();
  const tokens = createTokenKeeper(renewal);
  const me = async () => ({
    id: 1,
    username: 'ada',
    name: 'ada',
    kind: 'account' as const,
    picture: null,
    email: '',
    settings: {},
  });
  const connection = { api: { me, ...api }, tokens, onSessionEnded } as unknown as Connection;
  const app = createApp({}).provide(connectionKey, connection).use(createPinia());
  const session = app.runWithContext(() => useSession());
  return { session, endByServer: () => onSessionEnded.forEach((tell) => tell()) };
}

test("signing out stays one's own doing when the socket hears of it before the answer comes", async () => {
  const page = openPage({
    async signOut() {
      page.endByServer();
    },
  });
  await page.session.restore();
  await page.session.signOut();
  expect(page.session.state).toBe('out');
  expect(page.session.endedByServer).toBe(false);
});

test('a session that the server ends is said to be ended, also after a sign-out that failed', async () => {
  const page = openPage({
    async signOut() {
      throw new TypeError('no network');
    },
  });
  await page.session.restore();
  await expect(page.session.signOut()).rejects.toThrow('no network');
  expect(page.session.state).toBe('in');
  page.endByServer();
  expect(page.session.state).toBe('out');
  expect(page.session.endedByServer).toBe(true);
});

const last = { id: 7, name: 'last' } as Self;
const tokenOf = (id: number) => `.${btoa(JSON.stringify({ user_id: id }))}.`;

test('without the server, whoever was here last goes on, until it says who is there', async () => {
  let answers = false;
  const page = openPage({ me: async () => ({ ...last, name: 'renamed' }) }, async () => {
    if (!answers) throw new Unreachable();
    return tokenOf(7);
  });
  await page.session.restore(async () => last);
  expect(page.session.self).toEqual(last);
  answers = true;
  await vi.waitFor(() => expect(page.session.self?.name).toBe('renamed'), 3_000);
});

test.each([
  ['the session has ended', () => Promise.reject(new Refused(401, {}))],
  ['somebody else is signed in', async () => tokenOf(8)],
])('nobody goes on when the server says that %s', async (_, answer) => {
  let answers = false;
  const page = openPage({}, () => (answers ? answer() : Promise.reject(new Unreachable())));
  await page.session.restore(async () => last);
  expect(page.session.state).toBe('in');
  answers = true;
  await vi.waitFor(() => expect(page.session.state).toBe('out'), 3_000);
  expect(page.session.endedByServer).toBe(true);
});

test('nobody is taken back when the first answer is that the session has ended', async () => {
  const page = openPage({}, () => Promise.reject(new Refused(401, {})));
  await page.session.restore(async () => last);
  expect(page.session.state).toBe('out');
  expect(page.session.self).toBeNull();
});
