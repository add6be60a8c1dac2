import { ref, watch } from 'vue';
import { useRouter } from 'vue-router';
import { useConnection } from '../../connection/index.ts';
import { isRefused } from '../../connection/problems.ts';
import { useChats } from '../../stores/chats.ts';
import { useJoining } from '../../stores/joining.ts';
import { useLive } from '../../stores/live.ts';
import { useMessages } from '../../stores/messages.ts';
import { useSession } from '../../stores/session.ts';

/** `ask`: before joining one is asked, or waits to be let in. */
export type OpenState = 'opening' | 'open' | 'ask' | 'missing' | 'failed';

/** Brings a chat onto the page; whoever isn't a member joins by its link, and goes on under the chat's own address. */
export function useOpenChat(uri: string) {
  const { api } = useConnection();
  const chats = useChats();
  const messages = useMessages();
  const session = useSession();
  const live = useLive();
  const router = useRouter();
  const joining = useJoining();
  const asked = ref<'none' | 'waiting' | 'refused'>('none');
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

  /** Accounts come in at once where the link lets them; guests, and where it wants something, are asked. */
  async function come() {
    const isPlain = await look();
    if (state.value !== 'opening') return;
    if (session.isGuest || !isPlain || asked.value !== 'none') state.value = 'ask';
    else await join();
  }

  /** What the link wants, and what became of asking before. Whether it wants nothing. */
  async function look() {
    const own = await api.ownRequest(uri).catch(orMissing);
    if (!own) return false;
    if (own.uri) return void (await router.replace(`/chats/${own.uri}`));
    asked.value = own.state === 'in' ? 'none' : own.state;
    if (asked.value !== 'none') return false;
    const invitation = await api.invitation(uri).catch(orMissing);
    return invitation !== undefined && !invitation.password && !invitation.ask_first;
  }
  function orMissing(error: unknown): undefined {
    if (!isRefused(error, 404)) throw error;
    state.value = 'missing';
  }

  async function join(password?: string) {
    try {
      const chat = await api.join(uri, password);
      if ('state' in chat) {
        asked.value = 'waiting';
        state.value = 'ask';
        return;
      }
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

  // Somebody of the chat said yes or no, now or while this page was away.
  watch(
    () => [joining.answers.get(uri), live.status === 'live'] as const,
    ([answer, isLive]) => {
      if (asked.value === 'waiting' && (answer !== undefined || isLive)) void look().catch(() => {});
      joining.answers.delete(uri);
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
  return { state, asked, open, join, loadMessages };
}
