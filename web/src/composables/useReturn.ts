import { useEventListener } from '@vueuse/core';
import { useConnection } from '../connection/index.ts';
import { useLive } from '../stores/live.ts';
import { useOutbox } from '../stores/outbox.ts';

/** The network is back, or the person is: nobody waits for a timer. */
export function useReturn() {
  const { tokens } = useConnection();
  const live = useLive();
  const outbox = useOutbox();

  function wake() {
    if (document.visibilityState === 'hidden') return;
    if (tokens.isStale()) void tokens.renew();
    live.wake();
    outbox.wakeAll();
  }
  /** Where the browser keeps nothing, what isn't sent goes with the page. */
  function warn(event: BeforeUnloadEvent) {
    if (outbox.isOnlyHere()) event.preventDefault();
  }
  useEventListener(window, 'online', wake);
  useEventListener(window, 'beforeunload', warn);
  useEventListener(document, 'visibilitychange', wake);
}
