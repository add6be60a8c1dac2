/** Milliseconds to wait for a turn: a tab that was frozen in its own gives none. */
const patience = 20_000;

interface Surroundings {
  /** Browsers let tabs take turns only on https and on this machine. */
  locks: LockManager | undefined;
  isInView: () => boolean;
}
const browser = (): Surroundings => ({
  locks: navigator.locks,
  isInView: () => document.visibilityState === 'visible',
});

/** The tabs of this browser that show the same: they tell each other what happened, and take turns. */
export function createOtherTabs<News>(name: string, { locks, isInView } = browser()) {
  const channel = new BroadcastChannel(name);
  let isClosed = false;

  return {
    tell(news: News | null) {
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a channel has its own origin only.
      if (!isClosed) channel.postMessage(news);
    },
    onTold(listener: (news: News | null) => void) {
      channel.onmessage = ({ data }: MessageEvent<News | null>) => listener(data);
    },
    /** Whether this tab does at once what another one began. The others leave it time to do it itself. */
    goesFirst: () => locks !== undefined && isInView(),

    /**
     * Does it while no other tab does the same. Where there are no turns, or none can be had, it is done without: it has
     * to be harmless when done twice. The turn of a tab that dies goes to the next.
     */
    async inTurn<Answer>(what: string, work: () => Promise<Answer>): Promise<Answer> {
      if (!locks) return await work();
      let isMine = false;
      const mine = () => {
        isMine = true;
        return work();
      };
      try {
        return await locks.request(`${name} ${what}`, { signal: AbortSignal.timeout(patience) }, mine);
      } catch (error) {
        if (isMine) throw error;
        return await work();
      }
    },
    close() {
      isClosed = true;
      channel.close();
    },
  };
}
export type OtherTabs<News> = ReturnType<typeof createOtherTabs<News>>;
