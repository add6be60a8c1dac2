import { useEventListener } from '@vueuse/core';
import { onScopeDispose } from 'vue';
import { playSound, unlockSound } from '../alerts/play-sound.ts';
import { useChats } from '../stores/chats.ts';
import { usePreferences } from '../stores/preferences.ts';
import { useSession } from '../stores/session.ts';

/** Milliseconds between two sounds: a lively chat isn't an alarm. */
const pause = 1_500;

/** A short sound for messages of others that come while the page has no focus. */
export function useMessageSound() {
  const chats = useChats();
  const session = useSession();
  const preferences = usePreferences();
  let last = 0;

  useEventListener(window, ['pointerdown', 'keydown'], unlockSound, { passive: true });

  const listener: Parameters<typeof chats.listeners.add>[0] = (event) => {
    if (event.kind !== 'message_posted' || event.message.user.id === session.self?.id) return;
    if (event.message.deleted_at) return;
    if (preferences.sound === 'none' || document.hasFocus() || Date.now() - last < pause) return;
    if (playSound(preferences.sound, preferences.volume)) last = Date.now();
  };
  chats.listeners.add(listener);
  onScopeDispose(() => chats.listeners.delete(listener));
}
