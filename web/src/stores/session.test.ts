import { createPinia } from 'pinia';
import { expect, test } from 'vitest';
import { createApp } from 'vue';
import { connectionKey, type Connection } from '../connection/index.ts';
import { createTokenKeeper } from '../connection/token.ts';
import { useSession } from './session.ts';

function openPage(api: Partial<Connection['api']>) {
  const onSessionEnded = new Set<() => void>();
  const tokens = createTokenKeeper(async () => 'token');
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
