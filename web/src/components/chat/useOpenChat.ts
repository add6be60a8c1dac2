import { ref, watch } from 'vue';
import { useRouter } from 'vue-router';
import { useConnection } from '../../connection/index.ts';
import { isRefused } from '../../connection/problems.ts';
import { useChats } from '../../stores/chats.ts';
import { useLive } from '../../stores/live.ts';
import { useMessages } from '../../stores/messages.ts';
import { useSession } from '../../stores/session.ts';

/** `ask`: a guest came by another chat's link, and is asked before joining. */
export type OpenState = 'opening' | 'open' | 'ask' | 'missing' | 'failed';

/** Brings a chat onto the page; whoever isn't a member joins by its link, and goes on under the chat's own address. */
export function useOpenChat(uri: string) {
  const { api } = useConnection();
  const chats = useChats();
  const messages = useMessages();
  const session = useSession();
  const live = useLive();
  const router = useRouter();
  const state = ref<OpenState>(chats.chats.has(uri) ? 'open' : 'opening');

  async function open() {
    if (!chats.chats.has(uri)) state.value = 'opening';
    try {
      if (!chats.members.has(uri) && !(await chats.loadDetails(uri))) return await come();
      await show();
    } catch {
      if (state.value === 'opening') state.value = 'failed';
    }
  }

  async function come() {
    if (!session.isGuest) return join();
    const isOpen = await api.invitation(uri).then(
      () => true,
      (error: unknown) => {
        if (isRefused(error, 404)) return false;
        throw error;
      },
    );
    state.value = isOpen ? 'ask' : 'missing';
  }

  async function join() {
    try {
      const chat = await api.join(uri);
      chats.adopt(chat);
      if (chat.uri !== uri) await router.replace(`/chats/${chat.uri}`);
      else await show();
    } catch (error) {
      if (!isRefused(error, 404)) throw error;
      state.value = 'missing';
    }
  }

  async function show() {
    state.value = 'open';
    await loadMessages();
  }
  const loadMessages = () => chats.loadMessages(uri).catch(() => {});

  // A member followed the link of a chat whose address is another one by now.
  watch(
    () => [...chats.chats.values()].find((chat) => chat.link_code === uri && chat.uri !== uri)?.uri,
    (address) => address && void router.replace(`/chats/${address}`),
    { immediate: true },
  );
  // Removed from the chat, or let in again, while it is open here.
  watch(
    () => chats.chats.has(uri),
    (isThere) => {
      if (!isThere && state.value === 'open') state.value = 'missing';
      if (isThere && state.value === 'missing') void open();
    },
  );

  void open();
  // A known chat shows its messages without waiting for its members.
  if (state.value === 'open') void loadMessages();
  // Back after an outage: what couldn't be loaded is tried again, nobody has to ask.
  watch(
    () => live.status,
    (status) => {
      if (status !== 'live') return;
      if (state.value === 'failed') void open();
      else if (messages.logs.get(uri)?.state === 'failed') void loadMessages();
      else if (state.value === 'open' && !chats.members.has(uri)) void open();
    },
  );
  return { state, open, join, loadMessages };
}
