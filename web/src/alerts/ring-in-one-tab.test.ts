import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createRinging, patience, type RingNews } from './ring-in-one-tab.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

/** Tabs that hear each other at once. */
function openTabs(looking: Record<string, boolean>) {
  const listeners = new Map<string, (news: RingNews | null) => void>();
  return Object.keys(looking).map((name) =>
    createRinging(
      {
        tell: (news) => listeners.forEach((listener, other) => other !== name && listener(news)),
        onTold: (listener) => void listeners.set(name, listener),
      },
      () => looking[name]!,
      name,
    ),
  );
}

async function ring(tabs: (() => Promise<boolean>)[]) {
  const answers = tabs.map((mayRing) => mayRing());
  await vi.advanceTimersByTimeAsync(patience);
  return Promise.all(answers);
}

test('of three tabs one rings, each time', async () => {
  const tabs = openTabs({ b: false, a: false, c: false });
  expect(await ring(tabs)).toEqual([false, true, false]);
  expect(await ring(tabs)).toEqual([false, true, false]);
});

test('a tab that began a little later still finds the others', async () => {
  const [a, b] = openTabs({ a: false, b: false }) as [() => Promise<boolean>, () => Promise<boolean>];
  const first = a();
  await vi.advanceTimersByTimeAsync(patience / 2);
  const second = b();
  await vi.advanceTimersByTimeAsync(patience);
  expect([await first, await second]).toEqual([true, false]);
});

test('tabs out of view, which hear their timers up to a second late, still find each other', async () => {
  const wait = globalThis.setTimeout;
  vi.stubGlobal('setTimeout', (work: () => void, time: number) => wait(work, time + 1_000));
  const answers = openTabs({ b: false, a: false }).map((mayRing) => mayRing());
  await vi.advanceTimersByTimeAsync(patience + 1_000);
  expect(await Promise.all(answers)).toEqual([false, true]);
});

test('nothing rings while somebody looks at one of them', async () => {
  const [away] = openTabs({ a: false, b: true }) as [() => Promise<boolean>];
  expect(await ring([away])).toEqual([false]);
});

test('a tab that was closed is not waited for', async () => {
  const [a, b] = openTabs({ a: false, b: false }) as [() => Promise<boolean>, () => Promise<boolean>];
  await ring([a, b]);
  await vi.advanceTimersByTimeAsync(2 * patience);
  expect(await ring([b])).toEqual([true]);
});
