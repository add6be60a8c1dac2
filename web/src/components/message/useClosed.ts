import { computed, ref, watch } from 'vue';
import { useTimes } from '../../composables/useTimes.ts';
import { useTexts } from '../../locales/texts.ts';
import { useChats } from '../../stores/chats.ts';

/** The longest that a timer waits. */
const longest = 2 ** 31 - 1;

/** Why one can't write in a chat, in a sentence; empty when one can. */
export function useClosed(uri: string) {
  const { t } = useTexts();
  const chats = useChats();
  const { day, clock } = useTimes();
  const until = computed(() => chats.chats.get(uri)?.muted_until ?? null);
  const isMuted = ref(false);

  watch(
    until,
    (time, _before, onCleanup) => {
      const left = time ? Date.parse(time) - Date.now() : 0;
      isMuted.value = left > 0;
      if (left <= 0) return;
      const timer = setTimeout(() => (isMuted.value = false), Math.min(left, longest));
      onCleanup(() => clearTimeout(timer));
    },
    { immediate: true },
  );
  return computed(() => {
    if (!chats.may(uri, 'post')) return t('message.readOnly');
    if (!isMuted.value || !until.value) return '';
    if (until.value.startsWith('9999')) return t('message.muted');
    return t('message.mutedUntil', { day: day(until.value), time: clock(until.value) });
  });
}
