import { computed, ref, shallowRef, useId, type Ref } from 'vue';
import { typeInto } from '../../composables/type-into.ts';

/** One of the things that what is being typed may become. */
export interface Completion {
  key: string;
  /** What stands in the field afterwards. */
  text: string;
  /** Shown: a picture of one letter, a name, and what it is called exactly. */
  picture?: string;
  /** Of a person: what the letter's colour comes from. */
  seed?: number;
  label: string;
  hint?: string;
}

/** Knows one sort of things, such as emoji behind a colon or people behind an @. */
export interface Completer {
  /** What is being completed: where it begins in the text before the caret, and what was typed of it. */
  find(before: string): { from: number; wanted: string } | null;
  options(wanted: string): Promise<Completion[]> | Completion[];
  /** What becomes something else by itself, as soon as it is whole. */
  finish?(before: string): Promise<{ from: number; text: string } | null>;
}

/** Offers completions while somebody types into a field. The focus stays there; arrows, Enter, Tab and Escape go to the list. */
export function useCompletion(
  field: Readonly<Ref<HTMLTextAreaElement | null>>,
  completers: readonly Completer[],
) {
  const listId = useId();
  const options = shallowRef<readonly Completion[]>([]);
  const place = ref(0);
  let from = 0;
  let asked = 0;

  const before = () => {
    const at = field.value?.selectionStart;
    return at !== undefined && at === field.value?.selectionEnd ? field.value.value.slice(0, at) : '';
  };

  /** To be called whenever the text or the caret has changed. */
  async function update() {
    const mine = ++asked;
    const typed = before();
    for (const completer of completers) {
      const found = completer.find(typed);
      if (!found) continue;
      const offered = await Promise.resolve(completer.options(found.wanted)).catch(() => []);
      if (mine !== asked) return;
      from = found.from;
      place.value = 0;
      options.value = offered;
      return;
    }
    close();
  }

  async function onInput() {
    void update();
    const typed = before();
    for (const completer of completers) {
      const done = await completer.finish?.(typed).catch(() => null);
      if (done && before() === typed) return put(done.text, done.from);
    }
  }

  function put(text: string, start: number) {
    close();
    if (field.value) typeInto(field.value, text, start, field.value.selectionStart);
  }
  const take = (option: Completion) => put(option.text, from);

  function close() {
    asked++;
    options.value = [];
  }

  /** True if the key was for the list. */
  function onKey(event: KeyboardEvent): boolean {
    const { length } = options.value;
    if (!length || event.isComposing || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey)
      return false;
    const action = {
      ArrowDown: () => (place.value = (place.value + 1) % length),
      ArrowUp: () => (place.value = (place.value + length - 1) % length),
      Enter: () => take(options.value[place.value]!),
      Tab: () => take(options.value[place.value]!),
      Escape: close,
    }[event.key];
    if (!action) return false;
    event.preventDefault();
    event.stopPropagation();
    action();
    return true;
  }

  /** For the field. A text field of several lines can't be a `combobox`, but it may point at a list. */
  const attributes = computed(() =>
    options.value.length
      ? {
          'aria-autocomplete': 'list' as const,
          'aria-controls': listId,
          'aria-activedescendant': `${listId}-${place.value}`,
        }
      : { 'aria-autocomplete': 'list' as const },
  );

  return { listId, options, place, attributes, update, onInput, onKey, take, close };
}
