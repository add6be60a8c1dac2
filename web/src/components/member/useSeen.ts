import type { Member } from '@chatire/protocol';
import { shallowReactive, watch } from 'vue';
import { useTimes } from '../../composables/useTimes.ts';
import { useConnection } from '../../connection/index.ts';
import { useTexts } from '../../locales/texts.ts';
import { usePresence } from '../../stores/presence.ts';

/** Who of a chat's members is there, and when the others last were. */
export function useSeen(uri: string) {
  const { api } = useConnection();
  const { t } = useTexts();
  const { shortDay } = useTimes();
  const presence = usePresence();
  /** By user; ISO 8601. */
  const times = shallowReactive(new Map<number, string>());

  async function load() {
    for (const { user, at } of (await api.lastSeen(uri)).seen) times.set(user, at);
  }
  // Without it the list says a little less.
  void load().catch(() => {});

  watch(
    () => presence.people.get(uri)?.here,
    (now, before) => {
      // Only of those whose times are shown anyway.
      for (const user of before ?? [])
        if (now && !now.has(user) && times.has(user)) times.set(user, new Date().toISOString());
    },
  );

  return {
    isHere: ({ id }: Member) => presence.isIn(uri, id),
    seenLine: ({ id }: Member) => {
      const time = times.get(id);
      return time && !presence.isIn(uri, id) ? t('member.seen', { time: shortDay(time) }) : '';
    },
  };
}
