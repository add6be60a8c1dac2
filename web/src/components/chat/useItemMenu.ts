import { onLongPress, useEventListener } from '@vueuse/core';
import type { Ref } from 'vue';

/** A finger that asks is heard twice on some phones, and lifts over the link afterwards. Milliseconds. */
const onePress = 1_000;

/**
 * Asks for the menu of a link by right click, by the menu key, or by a long press, which on some phones is no event of its own.
 * The press that asked doesn't follow the link.
 */
export function useItemMenu(
  link: Readonly<Ref<HTMLElement | null>>,
  ask: (place: { x: number; y: number }) => void,
) {
  let pressed = -Infinity;
  const isSamePress = () => performance.now() - pressed < onePress;

  function askAt({ clientX: x, clientY: y }: MouseEvent, byTouch: boolean) {
    if (byTouch && isSamePress()) return;
    if (byTouch) pressed = performance.now();
    const { left, bottom, height } = link.value!.getBoundingClientRect();
    // The menu key has no place of its own.
    ask(x || y ? { x, y } : { x: left + 16, y: bottom - height / 3 });
  }

  onLongPress(link, (event) => event.pointerType === 'touch' && askAt(event, true));
  useEventListener(link, 'contextmenu', (event) => {
    event.preventDefault();
    askAt(event, (event as PointerEvent).pointerType === 'touch');
  });
  const swallow = (event: Event) => {
    if (!isSamePress()) return;
    event.preventDefault();
    event.stopPropagation();
  };
  useEventListener(link, 'click', swallow, { capture: true });
}
