import { computed, ref, shallowRef, watch } from 'vue';
import { useTexts } from '../../locales/texts.ts';
import { allRows, placeAfter, rowsOf, type EmojiRow, type Place } from './emoji-rows.ts';
import { findEmoji } from './find-emoji.ts';
import { loadEmoji, type Emoji } from './load-emoji.ts';
import { keepRecent, keepTone, readRecent } from './recent-emoji.ts';
import { withTone } from './tones.ts';

/** What the picker shows, and which of it Enter would take. */
export function useEmojiPicker(columns: number, pick: (char: string) => void) {
  const { locale } = useTexts();
  const all = shallowRef<Emoji[] | null>(null);
  const failed = ref(false);
  const wanted = ref('');
  const stored = readRecent();
  const tone = ref(stored.tone);
  const place = ref<Place>({ row: 1, column: 0 });

  watch(
    locale,
    async (language) => {
      failed.value = false;
      all.value = await loadEmoji(language).catch(() => null);
      failed.value = all.value === null;
    },
    { immediate: true },
  );

  const rows = computed<EmojiRow[]>(() => {
    if (!all.value) return [];
    if (wanted.value.trim()) return rowsOf('found', findEmoji(all.value, wanted.value, 80), columns);
    return allRows(all.value, stored.chars, columns);
  });
  watch(wanted, () => (place.value = { row: 1, column: 0 }));
  watch(tone, (now) => keepTone(now));

  const active = computed(() => {
    const row = rows.value[place.value.row];
    return row?.kind === 'emoji' ? row.cells[place.value.column] : undefined;
  });
  const shown = ({ char, hasTones }: Emoji) => (hasTones ? withTone(char, tone.value) : char);

  function take(emoji: Emoji | undefined) {
    if (!emoji) return;
    keepRecent(emoji.char);
    pick(shown(emoji));
  }

  /** True if the key has led somewhere. */
  function move(key: string): boolean {
    const next = placeAfter(rows.value, place.value, key);
    if (next) place.value = next;
    return next !== null;
  }

  return {
    failed,
    isLoading: computed(() => !all.value && !failed.value),
    wanted,
    tone,
    rows,
    place,
    active,
    shown,
    take,
    move,
  };
}
