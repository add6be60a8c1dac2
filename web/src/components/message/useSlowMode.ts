import { computed, onScopeDispose, ref, watch } from 'vue';
import { may } from '@chatire/protocol';
import { useChats } from '../../stores/chats.ts';
import { useMessages } from '../../stores/messages.ts';
import { useSession } from '../../stores/session.ts';

/** Seconds until one may post again in a chat in slow mode; 0 when one may. */
export function useSlowMode(uri: string) {
  const chats = useChats();
  const messages = useMessages();
  const session = useSession();
  const now = ref(Date.now());

  const last = computed(() => {
    const own = messages.logs.get(uri)?.messages.findLast(({ user }) => user.id === session.self?.id);
    return own ? Date.parse(own.created_at) : 0;
  });
  const left = computed(() => {
    const chat = chats.chats.get(uri);
    if (!chat?.slow_mode || may(chat, 'moderate')) return 0;
    // However wrong this clock is: nobody waits longer than the pause.
    return Math.min(
      chat.slow_mode,
      Math.max(0, Math.ceil((last.value + chat.slow_mode * 1000 - now.value) / 1000)),
    );
  });

  let timer: ReturnType<typeof setInterval> | undefined;
  watch(
    [last, () => chats.chats.get(uri)?.slow_mode, () => left.value > 0],
    () => {
      clearInterval(timer);
      now.value = Date.now();
      if (left.value > 0) timer = setInterval(() => (now.value = Date.now()), 500);
    },
    { immediate: true },
  );
  onScopeDispose(() => clearInterval(timer));
  return left;
}
