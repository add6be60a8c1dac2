import type { VirtualizerHandle } from 'virtua/vue';
import { nextTick, ref, watch, type Ref } from 'vue';
import { isBubble, isPrepended, type Row } from './rows.ts';

/** Pixels from the end that still count as being there. */
const near = 60;
/** Pixels of a message that may be cut off. */
const cut = 8;
/** Pixels from either edge at which more messages are fetched. */
const nearEdge = 800;

interface Options {
  rows: () => readonly Row[];
  list: Readonly<Ref<VirtualizerHandle | null>>;
  atEnd: Ref<boolean>;
  /** The newest message in view, and all that one has scrolled past. */
  inView: Ref<number>;
  /** Nothing new, from this message on, is carried past somebody who looks elsewhere, or who had no connection. */
  isFollowing: (sequence: number) => boolean;
  /** Whether the last row is the newest one. */
  isWhole: () => boolean;
  loadOlder(): void;
  loadNewer(): void;
}

/** The view stays with the newest message, unless somebody reads back; then it stays where it is. */
export function useStickToEnd(options: Options) {
  const { rows, list, atEnd, inView, isFollowing, isWhole, loadOlder, loadNewer } = options;
  /** The rows to draw, and whether they grew at their beginning: the list then keeps its distance to the end. */
  const shown = ref({ rows: rows(), shift: false }) as Ref<{ rows: Row[]; shift: boolean }>;
  const settled = ref(false);
  /** A chat that opens at its end stays there, whatever comes before it has found the place. */
  let opensAtEnd = false;
  /** Until the view has left the end, what it says of its place isn't true. */
  let isLeavingEnd = false;

  watch(rows, async (now, before) => {
    const shift = isPrepended(before, now);
    shown.value = { rows: now as Row[], shift };
    const last = now.at(-1);
    const isOwnNew = last?.kind === 'unsent' && last.key !== before.at(-1)?.key;
    if (isOwnNew) atEnd.value = true;
    await nextTick();
    if (!settled.value && opensAtEnd) toEnd();
    else if (atEnd.value && (isOwnNew || isFollowing(firstAfter(before, now)))) toEnd();
    else if (atEnd.value) toNewOrEnd();
    else if (shift) onScroll();
    look();
  });

  const toEnd = () => list.value?.scrollToIndex(shown.value.rows.length - 1, { align: 'end' });

  const placeOfNew = () => shown.value.rows.findIndex(({ kind }) => kind === 'new');
  const toNew = (index: number) => list.value?.scrollToIndex(index, { align: 'start', offset: -24 });

  function toNewOrEnd() {
    const view = list.value;
    const index = placeOfNew();
    const room = view && index !== -1 ? view.scrollSize - view.getItemOffset(index) + 24 : 0;
    if (!view || room <= view.viewportSize) return toEnd();
    atEnd.value = false;
    isLeavingEnd = true;
    toNew(index);
    void twoFrames().then(() => {
      isLeavingEnd = false;
      onScroll();
    });
  }

  /** What stands cut off at the lower edge isn't seen yet. */
  function look() {
    const view = list.value;
    if (!view || !settled.value || isLeavingEnd) return;
    const bottom = view.scrollOffset + view.viewportSize;
    const isIn = (index: number) => view.getItemOffset(index) + view.getItemSize(index) <= bottom + cut;
    const all = shown.value.rows;
    let index = atEnd.value ? all.length - 1 : Math.min(view.findItemIndex(bottom), all.length - 1);
    if (!atEnd.value && !isIn(index)) index--;
    const last = all.slice(0, index + 1).findLast((row) => row.kind === 'message');
    if (last) inView.value = last.sequence;
  }

  function onScroll() {
    const view = list.value;
    if (!view || !settled.value || isLeavingEnd) return;
    const left = view.scrollSize - view.viewportSize - view.scrollOffset;
    atEnd.value = left < near && isWhole();
    if (view.scrollOffset < nearEdge) loadOlder();
    if (left < nearEdge && !isWhole()) loadNewer();
    look();
  }

  function onResize() {
    if (atEnd.value && settled.value) toEnd();
    // More room moves what is shown, and the list may hear of the move before it hears of the room.
    else onScroll();
  }

  /** False where no such message is shown. */
  function toMessage(sequence: number): boolean {
    const index = shown.value.rows.findIndex((row) => row.kind === 'message' && row.sequence === sequence);
    if (index === -1) return false;
    atEnd.value = false;
    list.value?.scrollToIndex(index, { align: 'center' });
    // Where all of it is in view already, nothing scrolls.
    void twoFrames().then(onScroll);
    return true;
  }

  /** Where a chat opens: at the message asked for, or at its first new one if that isn't on the last screen anyway. */
  async function settle(target: number | null) {
    await nextTick();
    const firstNew = placeOfNew();
    const hasReadAbove = shown.value.rows.slice(0, firstNew).some(isBubble);
    const opensAtNew = firstNew > 0 && (hasReadAbove || !isWhole());
    if (target !== null && toMessage(target)) {
      await twoFrames();
      toMessage(target);
      await twoFrames();
    } else {
      opensAtEnd = !opensAtNew && isWhole();
      toEnd();
      await twoFrames();
      if (opensAtNew) {
        toNew(firstNew);
        await twoFrames();
      }
    }
    settled.value = true;
    if (opensAtEnd) {
      atEnd.value = true;
      toEnd();
      look();
    } else onScroll();
  }

  return {
    shown,
    settled,
    onScroll,
    onResize,
    toEnd,
    toMessage,
    settle,
  };
}

/** The first message that wasn't there before. */
function firstAfter(before: readonly Row[], now: readonly Row[]): number {
  const sequencesOf = (rows: readonly Row[]) =>
    rows.flatMap((row) => (row.kind === 'message' ? row.sequence : []));
  const last = sequencesOf(before).at(-1) ?? 0;
  return sequencesOf(now).find((sequence) => sequence > last) ?? Infinity;
}

const twoFrames = () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
