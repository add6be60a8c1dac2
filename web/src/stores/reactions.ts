import { reactionsAfter, type Reaction } from '@chatire/protocol';
import { defineStore } from 'pinia';
import { shallowReactive, shallowRef } from 'vue';
import { useConnection } from '../connection/index.ts';
import { useMessages } from './messages.ts';
import { useSession } from './session.ts';

/** What one has just pressed: shown at once, until the server has it or refuses it. */
export const useReactions = defineStore('reactions', () => {
  const { api } = useConnection();
  const messages = useMessages();
  const session = useSession();
  /** By message, then by emoji: whether one wants to have it there. */
  const wanted = shallowReactive(new Map<number, ReadonlyMap<string, boolean>>());
  /** Why the last one couldn't be saved. */
  const problem = shallowRef<unknown>(null);

  function want(id: number, emoji: string, on: boolean | undefined) {
    const next = new Map(wanted.get(id));
    if (on === undefined) next.delete(emoji);
    else next.set(emoji, on);
    if (next.size) wanted.set(id, next);
    else wanted.delete(id);
  }

  /** Whoever presses again while the first press is on its way means the opposite; the last press counts. */
  async function set(uri: string, id: number, emoji: string, on: boolean) {
    const isUnderWay = wanted.get(id)?.has(emoji);
    want(id, emoji, on);
    problem.value = null;
    if (isUnderWay) return;
    try {
      for (let sent: boolean | undefined; sent !== wanted.get(id)?.get(emoji);) {
        sent = wanted.get(id)?.get(emoji);
        messages.replace(uri, await api.react(uri, id, emoji, sent === true));
      }
    } catch (error) {
      problem.value = error;
    } finally {
      want(id, emoji, undefined);
    }
  }

  /** With what one has pressed meanwhile. */
  function shown(id: number, reactions: readonly Reaction[]): readonly Reaction[] {
    const { self } = session;
    let now = reactions;
    for (const [emoji, on] of wanted.get(id) ?? [])
      if (self && isIn(now, emoji, self.id) !== on)
        now = reactionsAfter(now, { kind: on ? 'reaction_added' : 'reaction_removed', emoji, user: self });
    return now;
  }

  const has = (id: number, reactions: readonly Reaction[], emoji: string) =>
    session.self !== null && isIn(shown(id, reactions), emoji, session.self.id);

  return {
    problem,
    shown,
    has,
    toggle: (uri: string, { id, reactions }: { id: number; reactions: readonly Reaction[] }, emoji: string) =>
      set(uri, id, emoji, !has(id, reactions, emoji)),
    clear() {
      wanted.clear();
      problem.value = null;
    },
  };
});

const isIn = (reactions: readonly Reaction[], emoji: string, userId: number) =>
  reactions.some((one) => one.emoji === emoji && one.user_ids.includes(userId));
