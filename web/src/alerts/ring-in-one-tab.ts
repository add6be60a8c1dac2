import type { OtherTabs } from '../connection/other-tabs.ts';

export type RingNews = { kind: 'wants'; tab: string } | { kind: 'looks' };

/** Milliseconds from a message to its sound: what is read on another device meanwhile doesn't ring. */
export const patience = 800;

/**
 * Several tabs hear of a message, and one of them rings: the one whose name comes first. None does while the person looks at one.
 * They agree by telling each other, which works on plain HTTP, too.
 */
export function createRinging(
  tabs: Pick<OtherTabs<RingNews>, 'tell' | 'onTold'>,
  isLooking: () => boolean,
  tab: string = Math.random().toString(36),
) {
  const wanted = new Map<string, number>();
  let objected = -Infinity;

  tabs.onTold((news) => {
    if (news?.kind === 'looks') objected = performance.now();
    if (news?.kind !== 'wants') return;
    wanted.set(news.tab, performance.now());
    if (isLooking()) tabs.tell({ kind: 'looks' });
  });

  /** Whether this tab is the one to ring, after the time that it takes to find out. */
  return async function mayRing(): Promise<boolean> {
    // Not up to now: out of view, timers come late.
    const recent = performance.now() - patience;
    const isRecent = (time: number) => time > recent;
    tabs.tell({ kind: 'wants', tab });
    await new Promise((resolve) => setTimeout(resolve, patience));
    const isFirst = [...wanted].every(([other, time]) => other > tab || !isRecent(time));
    return isFirst && !isRecent(objected) && !isLooking();
  };
}
