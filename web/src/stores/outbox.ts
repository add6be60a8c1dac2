import { defineStore } from 'pinia';
import { shallowRef } from 'vue';
import { useConnection } from '../connection/index.ts';
import { createOutbox, type Unsent } from '../connection/outbox-queue.ts';
import { newClientId } from './client-id.ts';
import { useMessages } from './messages.ts';

/** Messages on their way. They last as long as the page. */
export const useOutbox = defineStore('outbox', () => {
  const { api } = useConnection();
  const messages = useMessages();
  const unsent = shallowRef<readonly Unsent[]>([]);

  const outbox = createOutbox({
    post: ({ chat, text, client_id }) => api.postMessage(chat, { message: text, client_id }),
    onPosted: ({ chat }, message) => messages.insert(chat, [message]),
    onChange: (next) => (unsent.value = next),
  });

  return {
    unsent,
    post: (chat: string, text: string) => outbox.add({ chat, text, client_id: newClientId() }),
    settle: outbox.settle,
    remove: outbox.remove,
    retry: outbox.retry,
    wakeAll: outbox.wakeAll,
    clear: outbox.clear,
  };
});
