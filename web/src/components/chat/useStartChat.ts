import { ref } from 'vue';
import { useRouter } from 'vue-router';
import { useConnection } from '../../connection/index.ts';
import { useChats } from '../../stores/chats.ts';

/** Makes a chat and goes there. */
export function useStartChat() {
  const { api } = useConnection();
  const chats = useChats();
  const router = useRouter();
  const busy = ref(false);
  const failed = ref(false);

  async function start() {
    if (busy.value) return;
    busy.value = true;
    failed.value = false;
    try {
      const chat = await api.createChat();
      chats.adopt(chat);
      await router.push(`/chats/${chat.uri}`);
    } catch {
      failed.value = true;
    } finally {
      busy.value = false;
    }
  }
  return { busy, failed, start };
}
