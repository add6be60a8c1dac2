import type { ChatDetails } from '@chatire/protocol';
import { ref } from 'vue';
import { useRouter } from 'vue-router';
import { useConnection } from '../../connection/index.ts';
import { useChats } from '../../stores/chats.ts';

/** Makes a chat, or finds the one between the person and somebody else, and goes there. */
export function useStartChat() {
  const { api } = useConnection();
  const chats = useChats();
  const router = useRouter();
  const busy = ref(false);
  const failed = ref(false);

  async function goTo(chat: ChatDetails) {
    chats.adopt(chat);
    await router.push(`/chats/${chat.uri}`);
  }

  async function start() {
    if (busy.value) return;
    busy.value = true;
    failed.value = false;
    try {
      await goTo(await api.createChat());
    } catch {
      failed.value = true;
    } finally {
      busy.value = false;
    }
  }
  const startWith = async (username: string) => goTo(await api.chatWith(username));
  return { busy, failed, start, startWith };
}
