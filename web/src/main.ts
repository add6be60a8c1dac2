import { until } from '@vueuse/core';
import { createPinia } from 'pinia';
import { createApp, watch } from 'vue';
import App from './App.vue';
import { connectionKey, createConnection } from './connection/index.ts';
import './design/main.css';
import { useLanguage } from './locales/index.ts';
import { createTexts } from './locales/texts.ts';
import { keepUpToDate } from './newer-page.ts';
import { ownAddress, placed, unplaced } from './own-address.ts';
import { createPages } from './router.ts';
import { useKept } from './stores/kept.ts';
import { askAhead, loadFirstLook } from './stores/first-look.ts';
import { usePreferences } from './stores/preferences.ts';
import { useServer } from './stores/server.ts';
import { useSession } from './stores/session.ts';
import { useWays } from './stores/ways.ts';

const connection = createConnection(ownAddress('/'), (path, init) => fetch(placed(String(path)), init));
void askAhead(connection, unplaced(location.pathname));

const texts = createTexts();
const app = createApp(App).provide(connectionKey, connection).use(createPinia()).use(texts);

const preferences = usePreferences();
watch(
  () => preferences.language,
  (language) => useLanguage(texts, language),
);
const session = useSession();
const kept = useKept();
const server = useServer().load();
const router = createPages(session, {
  restore: () => session.restore(kept.takeBack),
  firstLook: (uri) => loadFirstLook(connection, uri),
  ways: () => Promise.all([useWays().load(), server]),
});
app.use(router);

// Not awaited: pages that are loaded later import from this file's chunk, and would wait for it while it waits for them.
void Promise.all([
  useLanguage(texts, preferences.language),
  // Until it is known what to show, the mark in index.html stands.
  Promise.race([router.isReady(), until(() => session.state).toBe('unreachable')]),
]).then(() => {
  app.mount('#app');
  keepUpToDate(router);
});
