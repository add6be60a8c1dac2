import { ref, shallowRef } from 'vue';
import { problemSentence } from '../../locales/server-sentences.ts';
import { useTexts } from '../../locales/texts.ts';

/** A list that comes page by page, the newest first. What was asked for last counts. */
export function usePages<Item extends { id: number }>(
  load: (before: number | undefined) => Promise<{ items: readonly Item[]; has_older: boolean }>,
) {
  const { t } = useTexts();
  const items = shallowRef<readonly Item[] | null>(null);
  const hasOlder = ref(false);
  const problem = ref('');
  let round = 0;

  async function take(before: number | undefined, kept: readonly Item[]) {
    const mine = ++round;
    problem.value = '';
    try {
      const page = await load(before);
      if (mine !== round) return;
      items.value = [...kept, ...page.items];
      hasOlder.value = page.has_older;
    } catch (error) {
      if (mine === round) problem.value = problemSentence(error, t);
    }
  }

  return {
    items,
    hasOlder,
    problem,
    reload: () => take(undefined, []),
    older: () => take(items.value?.at(-1)?.id, items.value ?? []),
    replace(item: Item) {
      items.value = (items.value ?? []).map((one) => (one.id === item.id ? item : one));
    },
    drop(id: number) {
      items.value = (items.value ?? []).filter((one) => one.id !== id);
    },
  };
}
