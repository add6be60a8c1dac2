import { nextTick } from 'vue';

/**
 * Gives the focus back once what lay on top is gone: a dialog keeps it until then, and returns it to where it was before,
 * which may have been a menu that is closed by now.
 */
export function focusLater(element: HTMLElement): void {
  void nextTick(() => setTimeout(() => element.isConnected && element.focus()));
}
