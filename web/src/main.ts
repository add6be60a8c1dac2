import { createPinia } from 'pinia';
import { createApp, watch } from 'vue';
import App from './App.vue';
import { connectionKey, createConnection } from './connection/index.ts';
import './design/main.css';
import { useLanguage } from './locales/index.ts';
import { createTexts } from './locales/texts.ts';
import { createPages } from './router.ts';
import { usePreferences } from './stores/preferences.ts';
import { useSession } from './stores/session.ts';

const texts = createTexts();
const app = createApp(App)
  .provide(connectionKey, createConnection(location, fetch.bind(globalThis)))
  .use(createPinia())
  .use(texts);

const preferences = usePreferences();
watch(
  () => preferences.language,
  (language) => useLanguage(texts, language),
);
await useLanguage(texts, preferences.language);

app.use(createPages(useSession())).mount('#app');
