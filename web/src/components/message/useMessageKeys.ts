import type { VirtualizerHandle } from 'virtua/vue';
import { computed, ref, type Ref } from 'vue';
import { commands } from '../keys/commands.ts';
import type { MessageRow, Row } from './rows.ts';

interface Options {
  rows: () => readonly Row[];
  list: Readonly<Ref<VirtualizerHandle | null>>;
  scroller: Readonly<Ref<HTMLElement | null>>;
  /** What the keys of the table of shortcuts do to the message that has the focus; Enter is its own. */
  keys: Record<string, (row: MessageRow, element: HTMLElement) => void>;
  /** False where the newest message is among the rows; else it is brought. */
  bringNewest: () => boolean;
}

/**
 * Arrows, Home and End lead from message to message; single keys act on the one that has the focus.
 * The log is one stop of Tab, and its messages are reached from there.
 */
export function useMessageKeys({ rows, list, scroller, keys, bringNewest }: Options) {
  /** The message that has the focus, or had it last: it stays on the page while one scrolls. */
  const current = ref<string | null>(null);
  const kept = computed(() => {
    const index = rows().findIndex(({ key }) => key === current.value);
    return index === -1 ? [] : [index];
  });

  const elements = () => [...(scroller.value?.querySelectorAll<HTMLElement>('[data-message]') ?? [])];
  const elementOf = (key: string) => elements().find(({ dataset }) => dataset['message'] === key);

  function onKey(event: KeyboardEvent) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    const target = event.target as HTMLElement;
    const here = target.closest<HTMLElement>('[data-message]')?.dataset['message'];
    if (event.key === 'End' && bringNewest()) return event.preventDefault();
    const next = placeAfter(event.key, here);
    if (next !== undefined) {
      event.preventDefault();
      void focus(next);
    } else if (target.dataset['message'] !== undefined) actOn(event, target);
  }

  /** Keys of a message, not of a link or a button in it. */
  function actOn(event: KeyboardEvent, element: HTMLElement) {
    const row = rows().find(({ key }) => key === element.dataset['message']);
    const acts: typeof keys = {
      ...keys,
      enter: () => element.querySelector<HTMLElement>('[data-actions]')?.click(),
      escape: () => commands.get('composer')?.(),
    };
    const act = acts[event.key.toLowerCase()];
    if (row?.kind !== 'message' || !act) return;
    event.preventDefault();
    event.stopPropagation();
    act(row, element);
  }

  /** Among the rows. From the log itself one comes to the message that had the focus, or to the newest, of those in view. */
  function placeAfter(key: string, here: string | undefined): number | undefined {
    const all = rows();
    const at = all.findIndex((row) => row.key === here);
    const isMessage = ({ kind }: Row) => kind === 'message';
    if (key === 'Home') return all.findIndex(isMessage);
    if (key === 'End') return all.findLastIndex(isMessage);
    if (key !== 'ArrowUp' && key !== 'ArrowDown') return undefined;
    if (at === -1) return all.findIndex((row) => row.key === entrance());
    if (key === 'ArrowUp') return all.findLastIndex((row, index) => index < at && isMessage(row));
    return all.findIndex((row, index) => index > at && isMessage(row));
  }

  function entrance(): string | undefined {
    const view = scroller.value!.getBoundingClientRect();
    const inView = elements().filter((element) => {
      const { top, bottom } = element.getBoundingClientRect();
      return bottom > view.top + 8 && top < view.bottom - 8;
    });
    const known = inView.find(({ dataset }) => dataset['message'] === current.value);
    return (known ?? inView.at(-1))?.dataset['message'];
  }

  async function focus(index: number) {
    const row = rows()[index];
    if (!row) return;
    current.value = row.key;
    list.value?.scrollToIndex(index, { align: 'nearest' });
    // A message that was far away is drawn by the next frames, and can't have the focus until its size is known.
    for (let frames = 0; frames < 20; frames++) {
      const element = elementOf(row.key);
      element?.focus({ preventScroll: true });
      if (element && element === document.activeElement) return element.scrollIntoView({ block: 'nearest' });
      await nextFrame();
    }
  }

  function onFocus(event: FocusEvent) {
    const message = (event.target as HTMLElement).closest<HTMLElement>('[data-message]');
    if (message) current.value = message.dataset['message'] ?? null;
  }

  /** Back from what a key had opened. Without the message, one stands in the log. */
  function toCurrent() {
    const element = current.value === null ? undefined : elementOf(current.value);
    (element ?? scroller.value)?.focus({ preventScroll: true });
  }

  const focusNewest = () => focus(rows().findLastIndex(({ kind }) => kind === 'message'));

  return { kept, onKey, onFocus, toCurrent, focusNewest };
}

const nextFrame = () => new Promise((resolve) => requestAnimationFrame(resolve));
