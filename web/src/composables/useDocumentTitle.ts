import { computed, shallowRef, watchEffect } from 'vue';
import { unreadTotal } from '../alerts/unread-total.ts';
import { useTexts } from '../locales/texts.ts';
import { useRoute } from 'vue-router';
import { useChats } from '../stores/chats.ts';
import { useServer } from '../stores/server.ts';
import { useSession } from '../stores/session.ts';
import { pageTitle } from './page-title.ts';
import { useChatName } from './useChatName.ts';

/** Set by pages that aren't a chat. */
export const ownTitle = shallowRef<string | null>(null);

/** Keeps the tab's title: the page's name, and how much is unread. */
export function useDocumentTitle() {
  const { t } = useTexts();
  const route = useRoute();
  const session = useSession();
  const chats = useChats();
  const nameOf = useChatName();
  const server = useServer();
  const place = computed(() => server.known.name ?? t('app.name'));

  const name = computed(() => {
    const chat = chats.chats.get(String(route.params['uri'] ?? ''));
    return ownTitle.value ?? (chat ? nameOf(chat) : t('chats.title'));
  });

  watchEffect(() => {
    if (route.name === 'auth' || session.state !== 'in') {
      document.title = ownTitle.value
        ? t('title.page', { title: ownTitle.value, place: place.value })
        : t('auth.welcome', { place: place.value });
      return;
    }
    document.title = pageTitle(
      unreadTotal(chats.chats.values()),
      t('title.page', { title: name.value, place: place.value }),
    );
  });
}
