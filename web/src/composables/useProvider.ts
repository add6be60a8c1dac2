import type { OpenIdFailure } from '@chatire/protocol';
import { computed } from 'vue';
import { useRoute } from 'vue-router';
import { useConnection } from '../connection/index.ts';
import { useTexts } from '../locales/texts.ts';

const sentences = {
  refused: 'openid.refused',
  unreachable: 'openid.unreachable',
  lost: 'openid.lost',
  taken: 'openid.taken',
  closed: 'openid.closed',
} as const satisfies Record<OpenIdFailure, string>;

/** Going to the provider, and what became of it when one is back: the address says so. */
export function useProvider() {
  const { api } = useConnection();
  const { t } = useTexts();
  const route = useRoute();

  const problem = computed(() => {
    const key = sentences[String(route.query['openid']) as OpenIdFailure];
    return key ? t(key) : '';
  });
  /** To sign in there, or, signed in, to connect the account. */
  async function go(what: 'sign-in' | 'connect', next: string) {
    const { url } = await (what === 'connect' ? api.connectOpenId(next) : api.beginOpenId(next));
    location.assign(url);
  }
  return { problem, go };
}
