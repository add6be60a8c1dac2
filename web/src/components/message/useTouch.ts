import { onMounted, onScopeDispose, type Ref } from 'vue';

/** Messages are swiped and held where there may be fingers; see `touch-gestures.ts`. */
export function useTouch(log: Readonly<Ref<HTMLElement | null>>) {
  let stop = () => {};
  let isGone = false;
  onMounted(async () => {
    if (!matchMedia('(any-pointer: coarse)').matches) return;
    const { listenToTouch } = await import('./touch-gestures.ts');
    if (log.value && !isGone) stop = listenToTouch(log.value);
  });
  onScopeDispose(() => {
    isGone = true;
    stop();
  });
}
