import { refusalFrom, unsentFrom, type StoredMessage, type Unsent } from './unsent.ts';
import type { UnsentStore } from './unsent-store.ts';

export type NewMessage = Pick<Unsent, 'client_id' | 'chat' | 'text' | 'reply_to'>;
export interface UnsentListOptions {
  /** Whose messages they are. */
  user: number;
  store: UnsentStore;
  onChange(messages: readonly Unsent[]): void;
  /** Other tabs should look into the store again. */
  onKept(): void;
  now: () => number;
}

/** Milliseconds after which a message that hasn't got through is shown as late. */
export const lateAfter = 8_000;

/**
 * The unsent messages of one person, in the order in which they were written: what the store holds, and what isn't in
 * it (yet). Where the browser withholds storage, the list lasts as long as the page.
 */
export function createUnsentList({ user, store, onChange, onKept, now }: UnsentListOptions) {
  const opened = now();
  let messages: readonly Unsent[] = [];
  /** Known to be in the store. */
  const kept = new Set<string>();
  let changes = 0;
  let stopped = false;
  let lateTimer: ReturnType<typeof setTimeout>;

  const find = (id: string) => messages.find(({ client_id }) => client_id === id);

  function set(next: readonly Unsent[]) {
    changes++;
    onChange((messages = next));
    watchLate();
  }
  const change = (id: string, part: Partial<Unsent>) =>
    set(messages.map((message) => (message.client_id === id ? { ...message, ...part } : message)));

  function watchLate() {
    clearTimeout(lateTimer);
    const timeLeft = ({ created }: Unsent) => Math.max(created, opened) + lateAfter - now();
    const sending = messages.filter(({ state }) => state === 'sending');
    if (stopped || !sending.length) return;
    const next = Math.min(...sending.map(timeLeft), lateAfter);
    if (next > 0) lateTimer = setTimeout(watchLate, next);
    else set(messages.map((one) => (sending.includes(one) && timeLeft(one) <= 0 ? late(one) : one)));
  }
  const late = (message: Unsent): Unsent => ({ ...message, state: 'late' });

  const keep = (written: Promise<unknown>) =>
    written.then(
      () => {
        onKept();
        return true;
      },
      () => false,
    );

  /** Shown at once; resolves when it is kept, or can't be. */
  async function add(message: NewMessage) {
    const id = message.client_id;
    const created = now();
    set([...messages, { ...message, created, state: 'sending', problem: null }]);
    if (await keep(store.add({ ...message, user, created, refusal: null }))) kept.add(id);
    changes++;
  }

  /** Takes over what other tabs wrote, deleted or got through. */
  async function refresh() {
    for (;;) {
      const before = changes;
      const stored = await store.list(user).catch(() => null);
      if (!stored || stopped) return;
      // What changed here meanwhile may not be in the answer.
      if (before === changes) return takeIn(stored);
    }
  }

  function takeIn(stored: readonly StoredMessage[]) {
    const ids = new Set(stored.map(({ client_id }) => client_id));
    const onlyHere = messages.filter(({ client_id }) => !ids.has(client_id) && !kept.has(client_id));
    ids.forEach((id) => kept.add(id));
    const next = [...stored.map((one) => unsentFrom(one, find(one.client_id))), ...onlyHere];
    if (next.length !== messages.length || next.some((one, index) => one !== messages[index])) set(next);
  }

  return {
    find,
    add,
    refresh,
    /** Whether it is still to be sent. */
    isWaiting: (id: string) => (find(id)?.state ?? 'refused') !== 'refused',
    nextOf: (chat: string): Unsent | undefined =>
      stopped ? undefined : messages.find((one) => one.chat === chat && one.state !== 'refused'),
    chats: () => new Set(messages.map(({ chat }) => chat)),
    /** Whether something would be lost with the page. */
    isOnlyHere: () => messages.some(({ client_id }) => !kept.has(client_id)),
    refuse(id: string, problem: unknown) {
      change(id, { state: 'refused', problem });
      void keep(store.change(id, { refusal: refusalFrom(problem) }));
    },
    begin(id: string) {
      const created = now();
      change(id, { state: 'sending', problem: null, created });
      void keep(store.change(id, { refusal: null, created }));
    },
    remove(id: string) {
      if (!find(id)) return;
      set(messages.filter(({ client_id }) => client_id !== id));
      void keep(store.remove(id));
    },
    stop() {
      stopped = true;
      clearTimeout(lateTimer);
    },
  };
}
