import {
  BellOff,
  Bell,
  Keyboard,
  Languages,
  LogOut,
  MessageCirclePlus,
  Plus,
  Moon,
  PanelRight,
  Search,
  Settings,
  Sun,
  SunMoon,
} from '@lucide/vue';
import { computed, type Component } from 'vue';
import { useRouter } from 'vue-router';
import { usePreferences } from '../../stores/preferences.ts';
import { commands } from '../keys/commands.ts';
import { shortcuts, type Command } from '../keys/shortcuts.ts';

export interface Action {
  /** The key of its words. */
  text: string;
  icon: Component;
  keys: string | undefined;
  run: () => void;
}

/** What can be done now: the commands that somebody on the page answers to, and choices of looks. */
export function useActions() {
  const preferences = usePreferences();
  const router = useRouter();
  const choice = (text: string, icon: Component, run: () => void): Action => ({
    text,
    icon,
    run,
    keys: undefined,
  });

  return computed<Action[]>(() => [
    ...commandActions.flatMap(([name, text, icon]) => {
      const run = commands.get(name);
      const keys = shortcuts.anywhere.find((one) => one.name === name)?.keys[0];
      return run ? [{ text, icon, keys, run: () => void run() }] : [];
    }),
    choice('settings.title', Settings, () => void router.push('/settings')),
    choice('palette.light', Sun, () => void (preferences.theme = 'light')),
    choice('palette.dark', Moon, () => void (preferences.theme = 'dark')),
    choice('palette.system', SunMoon, () => void (preferences.theme = 'system')),
    choice('palette.english', Languages, () => void (preferences.language = 'en')),
    choice('palette.polish', Languages, () => void (preferences.language = 'pl')),
  ]);
}

const commandActions: readonly [Command, string, Component][] = [
  ['startChat', 'chats.new', Plus],
  ['messageSomebody', 'chats.message', MessageCirclePlus],
  ['nextUnread', 'keys.nextUnread', Bell],
  ['search', 'search.open', Search],
  ['details', 'keys.details', PanelRight],
  ['mute', 'keys.mute', BellOff],
  ['shortcuts', 'keys.title', Keyboard],
  ['signOut', 'account.signOut', LogOut],
];
