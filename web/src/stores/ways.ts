import type { OwnWays, Ways } from '@chatire/protocol';
import { defineStore } from 'pinia';
import { shallowRef } from 'vue';
import { useConnection } from '../connection/index.ts';

/** Milliseconds that the sign-in page waits, so that nothing moves when the answer comes. */
const patience = 250;

/** What one can sign in by besides a password. Unknown: as if there were nothing else. */
export const useWays = defineStore('ways', () => {
  const { api } = useConnection();
  const openid = shallowRef<Ways['openid']>(null);
  const mail = shallowRef(false);
  const own = shallowRef<OwnWays | null>(null);

  /** Waits for the answer, but not long. */
  const load = () =>
    Promise.race([
      api.ways().then(
        (ways) => void ([openid.value, mail.value] = [ways.openid, ways.mail]),
        () => undefined,
      ),
      new Promise<void>((resolve) => setTimeout(resolve, patience)),
    ]);

  async function loadOwn() {
    own.value = await api.ownWays().catch(() => own.value);
  }

  async function disconnect() {
    await api.disconnectOpenId();
    await loadOwn();
  }

  return { openid, mail, own, load, loadOwn, disconnect };
});
