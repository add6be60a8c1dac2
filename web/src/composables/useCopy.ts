import { ref } from 'vue';

/** Copies a text. `byHand`: the browser withholds the clipboard (plain HTTP), so the text was selected instead. */
export function useCopy() {
  const state = ref<'idle' | 'copied' | 'byHand'>('idle');
  let timer: ReturnType<typeof setTimeout>;

  async function copy(text: string, shown: HTMLInputElement | null) {
    clearTimeout(timer);
    try {
      await navigator.clipboard.writeText(text);
      state.value = 'copied';
    } catch {
      state.value = copySelected(shown) ? 'copied' : 'byHand';
    }
    if (state.value === 'copied') timer = setTimeout(() => (state.value = 'idle'), 2_500);
  }
  return { state, copy };
}

/** Copies a text that isn't in a field. False where the browser withholds the clipboard altogether. */
export async function copyText(text: string): Promise<boolean> {
  const copied = await navigator.clipboard?.writeText(text).then(
    () => true,
    () => false,
  );
  if (copied) return true;
  const field = Object.assign(document.createElement('textarea'), { value: text, readOnly: true });
  // Inside what has the focus: an open menu would take it back from elsewhere.
  (document.activeElement ?? document.body).append(field);
  const isCopied = copySelected(field);
  field.remove();
  return isCopied;
}

/** The old way, which works without a secure context; leaves the text selected if it doesn't. */
function copySelected(shown: HTMLInputElement | HTMLTextAreaElement | null): boolean {
  shown?.focus();
  shown?.select();
  try {
    return document.execCommand('copy');
  } catch {
    return false;
  }
}
