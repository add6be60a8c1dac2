/** What the page can be asked to do from anywhere: by a key, or in the palette. Whoever can do it says so with `useCommand`. */
export type Command =
  | 'palette'
  | 'shortcuts'
  | 'previousChat'
  | 'nextChat'
  | 'previousUnread'
  | 'nextUnread'
  | 'search'
  | 'details'
  | 'mute'
  | 'composer'
  | 'startChat'
  | 'messageSomebody'
  | 'signOut';

interface Shortcut {
  /** Its words are the text `keys.<name>`. */
  name: string;
  /** As in "Mod+Shift+M"; "Mod" is ⌘ on a Mac and Ctrl elsewhere. */
  keys: readonly string[];
}

/** All keys that the page listens to. The overview is made from these, and so are the hints in the palette. */
export const shortcuts: {
  anywhere: readonly (Shortcut & { name: Command })[];
  message: readonly Shortcut[];
  composer: readonly Shortcut[];
} = {
  anywhere: [
    { name: 'palette', keys: ['Mod+K'] },
    { name: 'previousChat', keys: ['Alt+ArrowUp'] },
    { name: 'nextChat', keys: ['Alt+ArrowDown'] },
    { name: 'previousUnread', keys: ['Alt+Shift+ArrowUp'] },
    { name: 'nextUnread', keys: ['Alt+Shift+ArrowDown'] },
    { name: 'search', keys: ['Mod+Shift+F'] },
    { name: 'details', keys: ['Mod+.'] },
    { name: 'mute', keys: ['Mod+Shift+M'] },
    { name: 'shortcuts', keys: ['?', 'Mod+/'] },
  ],
  message: [
    { name: 'move', keys: ['ArrowUp', 'ArrowDown'] },
    { name: 'ends', keys: ['Home', 'End'] },
    { name: 'actions', keys: ['Enter'] },
    { name: 'reply', keys: ['R'] },
    { name: 'react', keys: ['+'] },
    { name: 'edit', keys: ['E'] },
    { name: 'copy', keys: ['C'] },
    { name: 'delete', keys: ['Delete'] },
    { name: 'toComposer', keys: ['Escape'] },
  ],
  composer: [
    { name: 'send', keys: ['Enter'] },
    { name: 'break', keys: ['Shift+Enter'] },
    { name: 'editLast', keys: ['ArrowUp'] },
    { name: 'emoji', keys: [':'] },
    { name: 'mention', keys: ['@'] },
    { name: 'bold', keys: ['Mod+B'] },
    { name: 'italic', keys: ['Mod+I'] },
    { name: 'code', keys: ['Mod+E'] },
  ],
};

const isMac = typeof navigator !== 'undefined' && /Mac|iP(hone|ad)/.test(navigator.platform);

/** Whether these are the keys of an event, and no others. */
export function isPressed(event: KeyboardEvent, keys: string): boolean {
  const parts = keys.split('+');
  const key = parts.at(-1)!;
  const held = (name: string) => parts.includes(name);
  const mod = isMac ? event.metaKey : event.ctrlKey;
  const other = isMac ? event.ctrlKey : event.metaKey;
  // A sign such as "?" needs Shift on some keyboards and not on others.
  const isShiftRight = event.shiftKey === held('Shift') || !/^[\w.]/.test(key);
  return (
    event.key.toLowerCase() === key.toLowerCase() &&
    mod === held('Mod') &&
    !other &&
    event.altKey === held('Alt') &&
    isShiftRight
  );
}

/** What stands on the keys. */
export function keyCaps(keys: string): string[] {
  const names: Record<string, string> = {
    Mod: isMac ? '⌘' : 'Ctrl',
    Alt: isMac ? '⌥' : 'Alt',
    Shift: isMac ? '⇧' : 'Shift',
    ArrowUp: '↑',
    ArrowDown: '↓',
    Escape: 'Esc',
  };
  return (keys === '+' ? [keys] : keys.split('+')).map((key) => names[key] ?? key);
}
