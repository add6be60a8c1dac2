import { ref } from 'vue';
import { permission } from './notifications.ts';

/** Whether to suggest notifications: a message came while nobody looked, and they were never asked about. */
export const isSuggested = ref(false);

export function missWhileAway(): void {
  if (permission() === 'default') isSuggested.value = true;
}
