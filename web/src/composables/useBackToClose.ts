import { onScopeDispose } from 'vue';

interface CloseWatcher extends EventTarget {
  destroy(): void;
}

/**
 * The phone's "back" closes what lies on top instead of leaving the page, where the browser tells pages of it. With a keyboard, Escape
 * does the same anyway.
 */
export function useBackToClose(close: () => void) {
  const { CloseWatcher } = window as { CloseWatcher?: new () => CloseWatcher };
  if (!CloseWatcher || !matchMedia('(pointer: coarse)').matches) return;
  const watcher = new CloseWatcher();
  watcher.addEventListener('close', close);
  onScopeDispose(() => watcher.destroy());
}
