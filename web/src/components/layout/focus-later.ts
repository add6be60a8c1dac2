import { nextTick } from 'vue';

/**
 * Gives the focus back once what lay on top is gone: a dialog keeps it until then, and returns it to where it was before,
 * which may have been a menu that is closed by now. To the first of `places` that is still there.
 */
export function focusLater(...places: (HTMLElement | null)[]): void {
  void nextTick(() => setTimeout(() => places.find((place) => place?.isConnected)?.focus()));
}
