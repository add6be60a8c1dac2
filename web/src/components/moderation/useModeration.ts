import type { Moderation } from '@chatire/protocol';
import { shallowRef, watch } from 'vue';
import { useSubmit } from '../../composables/useSubmit.ts';
import { useConnection } from '../../connection/index.ts';

/** What waits in a chat, asked for again whenever the server says that it has changed. */
export function useModeration(uri: string, changed: () => unknown) {
  const { api } = useConnection();
  const state = shallowRef<Moderation | null>(null);
  let again = false;
  const loading = useSubmit([], async () => {
    do {
      again = false;
      state.value = await api.moderation(uri);
    } while (again);
  });
  watch(
    changed,
    () => {
      // An answer that is on the way may be older than the change.
      again = loading.busy.value;
      void loading.submit();
    },
    { immediate: true },
  );
  return { state, loading };
}
