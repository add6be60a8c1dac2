import type { VirtualizerHandle } from 'virtua/vue';
import { nextTick, ref, watch, type Ref } from 'vue';
import { isBubble, isPrepended, type Row } from './rows.ts';

/** Pixels from the end that still count as being there. */
const near = 60;
/** Pixels from the top at which older messages are fetched. */
const nearTop = 800;

interface Options {
  rows: () => readonly Row[];
  list: Readonly<Ref<VirtualizerHandle | null>>;
  atEnd: Ref<boolean>;
  loadOlder(): void;
}

/** The view stays with the newest message, unless somebody reads back; then it stays where it is. */
export function useStickToEnd({ rows, list, atEnd, loadOlder }: Options) {
  /** The rows to draw, and whether they grew at their beginning: the list then keeps its distance to the end. */
  const shown = ref({ rows: rows(), shift: false }) as Ref<{ rows: Row[]; shift: boolean }>;
  const settled = ref(false);

  watch(rows, async (now, before) => {
    const shift = isPrepended(before, now);
    shown.value = { rows: now as Row[], shift };
    const last = now.at(-1);
    const isOwnNew = last?.kind === 'unsent' && last.key !== before.at(-1)?.key;
    if (isOwnNew) atEnd.value = true;
    await nextTick();
    if (atEnd.value) toEnd();
    else if (shift) onScroll();
  });

  const toEnd = () => list.value?.scrollToIndex(shown.value.rows.length - 1, { align: 'end' });

  function onScroll() {
    const view = list.value;
    if (!view || !settled.value) return;
    atEnd.value = view.scrollSize - view.viewportSize - view.scrollOffset < near;
    if (view.scrollOffset < nearTop) loadOlder();
  }

  /** Where a chat opens: at its first new message, if that isn't on the last screen anyway. */
  async function settle() {
    await nextTick();
    const firstNew = shown.value.rows.findIndex(({ kind }) => kind === 'new');
    const hasReadAbove = shown.value.rows.slice(0, firstNew).some(isBubble);
    toEnd();
    await twoFrames();
    if (firstNew > 0 && hasReadAbove) {
      list.value?.scrollToIndex(firstNew, { align: 'start', offset: -24 });
      await twoFrames();
    }
    settled.value = true;
    onScroll();
  }

  return {
    shown,
    settled,
    onScroll,
    onResize: () => atEnd.value && settled.value && toEnd(),
    toEnd,
    settle,
  };
}

const twoFrames = () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
