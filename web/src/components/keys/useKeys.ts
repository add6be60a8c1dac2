import { useEventListener } from '@vueuse/core';
import { usePreferences } from '../../stores/preferences.ts';
import { commands } from './commands.ts';
import { isPressed, shortcuts } from './shortcuts.ts';

/** Listens for the keys that work anywhere, and lets letters that are meant for nobody go to the composer. */
export function useKeys(): void {
  const preferences = usePreferences();
  useEventListener(window, 'keydown', (event) => {
    if (event.defaultPrevented || event.isComposing) return;
    const shortcut = shortcuts.anywhere.find(({ keys }) => keys.some((one) => isPressed(event, one)));
    // What floats above the page has the keys to itself.
    if (document.querySelector('[role="dialog"], [role="menu"]')) return;
    if (isLetter(event) && (isField(event.target) || !preferences.single_keys)) return;
    if (shortcut) {
      const run = commands.get(shortcut.name);
      if (!run) return;
      event.preventDefault();
      run();
    } else if (isLetter(event) && event.key !== ' ' && isNobodys(event.target)) {
      commands.get('composer')?.();
    }
  });
}

const isLetter = (event: KeyboardEvent) =>
  event.key.length === 1 && !event.ctrlKey && !event.metaKey && !event.altKey;

const isField = (target: EventTarget | null) =>
  target instanceof HTMLElement && (target.isContentEditable || target.matches('input, textarea, select'));

/** The page itself, or the log: there a letter would do nothing. */
const isNobodys = (target: EventTarget | null) =>
  target instanceof HTMLElement &&
  (target === document.body || target.matches('[role="log"], [data-message], main'));
