import { nextTick, ref, shallowRef } from 'vue';
import { useTexts } from '../locales/texts.ts';
import { fieldSentences, problemSentence } from '../locales/server-sentences.ts';

/**
 * Sends a form: once at a time; what is wrong goes beside its field, or, without a field, into `problem`;
 * the first wrong field gets the focus.
 */
export function useSubmit(fields: readonly string[], send: () => Promise<unknown>) {
  const { t } = useTexts();
  const busy = ref(false);
  const errors = shallowRef<Record<string, string>>({});
  const problem = ref('');

  async function submit(event?: Event) {
    if (busy.value) return;
    const form = event?.currentTarget as HTMLFormElement | undefined;
    busy.value = true;
    errors.value = {};
    problem.value = '';
    try {
      await send();
    } catch (error) {
      const found = error instanceof FieldsWrong ? error.sentences : fieldSentences(error, t);
      errors.value = found;
      if (!fields.some((field) => found[field])) problem.value = problemSentence(error, t);
      await nextTick();
      form?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
    } finally {
      busy.value = false;
    }
  }
  const clear = (field: string) => {
    if (errors.value[field]) errors.value = { ...errors.value, [field]: '' };
  };
  return { busy, errors, problem, submit, clear };
}

/** What the page itself finds wrong, before asking the server. */
export class FieldsWrong extends Error {
  readonly sentences: Record<string, string>;
  constructor(sentences: Record<string, string>) {
    super('Fields are wrong');
    this.sentences = sentences;
  }
}
