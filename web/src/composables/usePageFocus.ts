import { useEventListener } from '@vueuse/core';
import { ref } from 'vue';

/** Whether the person is looking: the page is visible and has the focus. */
export function usePageFocus() {
  const isLooking = () => document.visibilityState === 'visible' && document.hasFocus();
  const looking = ref(isLooking());
  const look = () => (looking.value = isLooking());
  useEventListener(window, ['focus', 'blur'], look);
  useEventListener(document, 'visibilitychange', look);
  return looking;
}
