import { useEventListener } from '@vueuse/core';
import { onScopeDispose } from 'vue';
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
  let audio: AudioContext | null = null;
  let last = 0;

  // Browsers let a page sound only after the person has touched it.
  const unlock = () => {
    audio ??= new AudioContext();
    if (audio.state === 'suspended') void audio.resume();
  };
  useEventListener(window, ['pointerdown', 'keydown'], unlock, { passive: true });

  const listener: Parameters<typeof chats.listeners.add>[0] = (event) => {
    if (event.kind !== 'message_posted' || event.message.user.id === session.self?.id) return;
    if (event.message.deleted_at) return;
    if (!preferences.sound || document.hasFocus() || !audio || Date.now() - last < pause) return;
    last = Date.now();
    playTwoTones(audio);
  };
  chats.listeners.add(listener);
  onScopeDispose(() => chats.listeners.delete(listener));
}

/** A fifth upwards, soft at both ends. */
function playTwoTones(audio: AudioContext) {
  for (const [index, frequency] of [587.33, 880].entries()) {
    const start = audio.currentTime + index * 0.11;
    const tone = new OscillatorNode(audio, { type: 'sine', frequency });
    const volume = new GainNode(audio, { gain: 0 });
    volume.gain.setValueAtTime(0, start);
    volume.gain.linearRampToValueAtTime(0.12, start + 0.015);
    volume.gain.exponentialRampToValueAtTime(0.0001, start + 0.38);
    tone.connect(volume).connect(audio.destination);
    tone.start(start);
    tone.stop(start + 0.4);
  }
}
