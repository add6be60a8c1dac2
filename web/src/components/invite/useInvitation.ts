import type { Invitation } from '@chatire/protocol';
import { ref, shallowRef } from 'vue';
import { useConnection } from '../../connection/index.ts';
import { mayPassLater } from '../../connection/problems.ts';

/** What the link of a chat opens; `off`: nothing, or nothing any more. */
export function useInvitation(uri: string) {
  const { api } = useConnection();
  const invitation = shallowRef<Invitation | null>(null);
  const state = ref<'loading' | 'open' | 'off' | 'unreachable'>('loading');

  async function load() {
    state.value = 'loading';
    try {
      invitation.value = await api.invitation(uri);
      state.value = 'open';
    } catch (error) {
      state.value = mayPassLater(error) ? 'unreachable' : 'off';
    }
  }
  void load();
  return { invitation, state, load };
}
