import { useEventListener } from '@vueuse/core';

/** Pixels: bars of the browser that come and go are lower than any keyboard. */
const lowestKeyboard = 120;

/**
 * Keeps the page above the on-screen keyboard. Most browsers make the page smaller by themselves, as `interactive-widget` asks;
 * Safari only lays the keyboard over it, and then the height of what is visible becomes the page's.
 */
export function useKeyboardRoom() {
  const { visualViewport: visible } = window;
  if (!visible) return;

  function fit() {
    const { style } = document.documentElement;
    const isCovered = visible!.scale === 1 && innerHeight - visible!.height > lowestKeyboard;
    if (!isCovered) return style.removeProperty('--app-height');
    style.setProperty('--app-height', `${visible!.height}px`);
    // It scrolls the field into view first; with the new height everything is in view.
    scrollTo(0, 0);
  }
  useEventListener(visible, ['resize', 'scroll'], fit);
}
