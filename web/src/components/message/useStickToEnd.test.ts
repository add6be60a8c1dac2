// @vitest-environment happy-dom
import type { VirtualizerHandle } from 'virtua/vue';
import { expect, test } from 'vitest';
import { nextTick, ref, shallowRef } from 'vue';
import type { Row } from './rows.ts';
import { useStickToEnd } from './useStickToEnd.ts';

const days = (count: number): Row[] =>
  Array.from({ length: count }, (_, n) => ({ kind: 'day', key: `day ${n}`, time: '2026-01-01T00:00:00Z' }));

function openList(count: number) {
  const view = { scrollSize: 3_000, viewportSize: 600, scrollOffset: 0, shownIndex: -1 };
  const list = Object.assign(view, {
    scrollToIndex: (index: number) => void (view.shownIndex = index),
    findItemIndex: () => 0,
    getItemOffset: () => 0,
    getItemSize: () => 0,
  });
  const rows = shallowRef<readonly Row[]>(days(count));
  const atEnd = ref(false);
  const nothing = () => {};
  const stick = useStickToEnd({
    rows: () => rows.value,
    list: shallowRef(list as unknown as VirtualizerHandle),
    atEnd,
    isWhole: () => true,
    inView: ref(0),
    isFollowing: () => true,
    loadOlder: nothing,
    loadNewer: nothing,
  });
  return { ...stick, view, rows, atEnd };
}

test('a list that opens at its end stays there when rows come before it has found its place', async () => {
  const { settle, rows, view, atEnd } = openList(1);
  const settling = settle(null);
  await nextTick();
  rows.value = days(70);
  await settling;
  expect(view.shownIndex).toBe(69);
  expect(atEnd.value).toBe(true);
});

test('a list at its end is still there after it got room, of which it hears later than of the scrolling', async () => {
  const { settle, onScroll, onResize, view, atEnd } = openList(70);
  await settle(null);
  view.scrollOffset = 2_300;
  onScroll();
  view.viewportSize = 700;
  onResize();
  expect(atEnd.value).toBe(true);

  view.shownIndex = -1;
  view.viewportSize = 500;
  onResize();
  expect(view.shownIndex).toBe(69);
});
