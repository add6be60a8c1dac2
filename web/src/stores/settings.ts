import type { Settings } from '@chatire/protocol';
import { defineStore } from 'pinia';
import { ref, watch } from 'vue';
import { useConnection } from '../connection/index.ts';
import { usePreferences } from './preferences.ts';
import { useSession } from './session.ts';

const followed = [
  'language',
  'theme',
  'density',
  'sound',
  'volume',
  'quiet_hours',
  'share_reads',
  'notice_texts',
] as const;
/** What isn't a device's to decide: never chosen, it is so, whoever used this browser before. */
const undecided = { share_reads: true, quiet_hours: null, notice_texts: true } satisfies Settings;
type Followed = Required<Omit<Settings, 'time_zone'>>;
/** Milliseconds to gather: a slider moves in many steps. */
const gather = 300;

/**
 * The preferences that follow the person: what the server knows wins, and what is changed here is told to it. What was never
 * chosen stays as each device has it.
 */
export const useSettings = defineStore('settings', () => {
  const { api } = useConnection();
  const session = useSession();
  const preferences = usePreferences();
  const state = ref<'idle' | 'saving' | 'saved' | 'failed'>('idle');
  /** As of the last word to or from the server. */
  let known: Followed = current();
  let timer: ReturnType<typeof setTimeout> | null = null;

  function current(): Followed {
    const { language, theme, density, sound, volume, quiet_hours, share_reads, notice_texts } = preferences;
    return {
      language,
      theme,
      density,
      sound,
      volume,
      quiet_hours: quiet_hours && { ...quiet_hours },
      share_reads,
      notice_texts,
    };
  }
  const isKnown = (key: (typeof followed)[number]) =>
    JSON.stringify(known[key]) === JSON.stringify(current()[key]);

  async function save() {
    timer = null;
    if (session.state !== 'in') return;
    const now = current();
    const changed = Object.fromEntries(
      followed.filter((key) => !isKnown(key)).map((key) => [key, now[key]]),
    ) as Settings;
    if (Object.keys(changed).length === 0) return;
    // By this clock the server keeps them while no page is open.
    if (changed.quiet_hours) changed.time_zone = new Intl.DateTimeFormat().resolvedOptions().timeZone;
    const before = known;
    known = { ...known, ...changed };
    state.value = 'saving';
    try {
      await api.changeMySettings(changed);
      state.value = 'saved';
    } catch {
      known = before;
      state.value = 'failed';
    }
  }

  // Who signs in finds the own settings; another device may change them at any time.
  watch(
    () => session.self?.settings,
    (settings) => {
      if (!settings) return;
      // What was changed here a moment ago is newer than what is just being told.
      const { time_zone: _, ...followed } = settings;
      const told = Object.entries({ ...undecided, ...followed }).filter(
        ([key]) => timer === null || isKnown(key as never),
      );
      Object.assign(preferences, Object.fromEntries(told));
      known = timer === null ? current() : { ...known, ...Object.fromEntries(told) };
    },
    { immediate: true },
  );
  watch(current, () => {
    if (session.state !== 'in' || followed.every(isKnown)) return;
    timer ??= setTimeout(() => void save(), gather);
  });

  return { state, retry: () => void save() };
});
