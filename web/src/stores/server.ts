import { limits, type Server } from '@chatire/protocol';
import { defineStore } from 'pinia';
import { computed, shallowRef } from 'vue';
import { useConnection } from '../connection/index.ts';

/** Milliseconds that the first page waits, so that nothing moves when the answer comes. */
const patience = 250;

/** What the server is called and lets people do. Unknown: as a server on which nothing was set. */
export const useServer = defineStore('server', () => {
  const { api } = useConnection();
  const known = shallowRef<Server>({
    name: null,
    logo: null,
    sign_up: 'open',
    guests: true,
    message_length: limits.messageLength,
    retention_days: null,
    terms: false,
  });

  /** Waits for the answer, but not long. */
  const load = () =>
    Promise.race([
      api.server().then(
        (server) => void (known.value = server),
        () => undefined,
      ),
      new Promise<void>((resolve) => setTimeout(resolve, patience)),
    ]);

  return { known, messageLength: computed(() => known.value.message_length), load };
});
