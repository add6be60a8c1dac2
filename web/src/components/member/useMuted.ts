import { may, type Chat } from '@chatire/protocol';
import { shallowRef, watch } from 'vue';
import { useConnection } from '../../connection/index.ts';

/** Who may not write for a while, by their ids: those who look after the chat know. */
export function useMuted(chat: () => Chat) {
  const { api } = useConnection();
  const muted = shallowRef<ReadonlySet<number>>(new Set());
  watch(
    // The server says that something waits, or no longer, after each change of it.
    () => may(chat(), 'moderate') && chat().waiting,
    async (asked) => {
      if (!asked) return;
      const state = await api.moderation(chat().uri).catch(() => null);
      // Without it the list says a little less.
      if (state) muted.value = new Set(state.muted.map(({ user }) => user.id));
    },
    { immediate: true },
  );
  return muted;
}
