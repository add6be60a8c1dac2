import { nextTick, onScopeDispose, watch } from 'vue';
import { useRouter } from 'vue-router';
import { useSession } from '../stores/session.ts';

/** What had the focus may be gone on another page: it then begins at the page's content, and a screen reader there. */
export function useArrival(): void {
  const session = useSession();
  const router = useRouter();

  async function arrive() {
    await nextTick();
    // A dialog that goes with the old page gives the focus back after this.
    setTimeout(() => setTimeout(focusContent));
  }
  onScopeDispose(
    router.afterEach((to, from) => void (from.matched.length > 0 && to.path !== from.path && arrive())),
  );
  // By a link, one stands in the chat where the invitation was.
  watch(
    () => session.state,
    (now, before) => now === 'in' && before === 'out' && void arrive(),
  );
}

function focusContent() {
  if (document.activeElement !== document.body) return;
  const content = [...document.querySelectorAll('main')].find((main) => main.checkVisibility());
  if (!content) return;
  content.tabIndex = -1;
  content.focus({ preventScroll: true });
}
