import type { Member } from '@chatire/protocol';
import { computed } from 'vue';
import { useChats } from '../../stores/chats.ts';
import { usePreferences } from '../../stores/preferences.ts';
import { usePresence } from '../../stores/presence.ts';
import { useSession } from '../../stores/session.ts';

/** The other members who have read a message, as far as they let others know, for who does so, too. */
export function useReaders(message: { uri: string; sequence: number }) {
  const chats = useChats();
  const presence = usePresence();
  const session = useSession();
  const preferences = usePreferences();
  const others = computed<Member[]>(() =>
    (chats.members.get(message.uri) ?? []).filter(({ id }) => id !== session.self?.id),
  );
  const readers = computed(() => {
    if (!preferences.share_reads) return [];
    const marks = presence.reads.get(message.uri);
    return others.value.filter(({ id }) => (marks?.get(id) ?? 0) >= message.sequence);
  });
  return { readers, isPair: computed(() => others.value.length === 1) };
}
