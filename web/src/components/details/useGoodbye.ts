import type { Chat } from '@chatire/protocol';
import { useRoute, useRouter } from 'vue-router';
import { useConnection } from '../../connection/index.ts';
import { isRefused } from '../../connection/problems.ts';
import { useChats } from '../../stores/chats.ts';
import { useSession } from '../../stores/session.ts';

/** Leaves a chat, or deletes it, and goes to the list if it was open. */
export function useGoodbye() {
  const { api } = useConnection();
  const chats = useChats();
  const session = useSession();
  const router = useRouter();
  const route = useRoute();

  async function part(chat: Chat, from: (uri: string) => Promise<void>) {
    await from(chat.uri).catch((error: unknown) => {
      // It is gone already: what was wished is so.
      if (!isRefused(error, 404)) throw error;
    });
    // Before the chat is taken away: its pane would say that it can't be seen.
    if (route.params['uri'] === chat.uri) await router.replace('/chats');
    chats.remove(chat.uri);
  }

  return {
    leave: (chat: Chat) => part(chat, (uri) => api.removeMember(uri, session.self?.id ?? 0)),
    erase: (chat: Chat) => part(chat, api.deleteChat),
  };
}
