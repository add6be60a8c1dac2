// @vitest-environment happy-dom
import type { VirtualizerHandle } from 'virtua/vue';
import { expect, test } from 'vitest';
import { nextTick, ref, shallowRef } from 'vue';
import type { Row } from './rows.ts';
import { useStickToEnd } from './useStickToEnd.ts';

const days = (count: number): Row[] =>
  Array.from({ length: count }, (_, n) => ({ kind: 'day', key: `day ${n}`, time: '2026-01-01T00:00:00Z' }));

test('a list that opens at its end stays there when rows come before it has found its place', async () => {
  let shownIndex = -1;
  const scrollToIndex = (index: number) => void (shownIndex = index);
  const sizes = { scrollSize: 3_000, viewportSize: 600, scrollOffset: 0 };
  const list = shallowRef({ ...sizes, scrollToIndex } as unknown as VirtualizerHandle);
  const rows = shallowRef<readonly Row[]>(days(1));
  const atEnd = ref(false);
  const nothing = () => {};
  const options = {
    rows: () => rows.value,
    list,
    atEnd,
    isWhole: () => true,
    inView: ref(0),
    isFollowing: () => true,
  };
  const { settle } = useStickToEnd({ ...options, loadOlder: nothing, loadNewer: nothing });

  const settling = settle(null);
  await nextTick();
  rows.value = days(70);
  await settling;
  expect(shownIndex).toBe(69);
  expect(atEnd.value).toBe(true);
});
