import { createPinia } from 'pinia';
import { createApp, type App } from 'vue';
import { connectionKey, type Connection } from '../connection/index.ts';
import { createTokenKeeper } from '../connection/token.ts';
import { useSession } from './session.ts';

/** The stores of a page whose person is signed in, for tests: with what stands for the server's API, and nothing to see. */
export function openModelPage(selfId: number, api: object): App {
  const tokens = createTokenKeeper(async () => 'token');
  const connection = { api, tokens, onSessionEnded: new Set() } as unknown as Connection;
  const app = createApp({}).provide(connectionKey, connection).use(createPinia());
  const session = app.runWithContext(() => useSession());
  session.self = {
    id: selfId,
    username: 'self',
    name: 'self',
    kind: 'account',
    picture: null,
    email: '',
    settings: {},
    server_role: null,
  };
  return app;
}
