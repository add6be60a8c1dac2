import type { User } from '@chatire/protocol';
import { computed } from 'vue';
import { useChats } from '../stores/chats.ts';
import { useSession } from '../stores/session.ts';

/** The people with accounts whom one has met in a chat, as far as this page knows. */
export function useKnownPeople() {
  const chats = useChats();
  const session = useSession();
  return computed(() => {
    const met = chats.sorted.flatMap((chat) => [
      ...chat.some_members,
      ...(chats.members.get(chat.uri) ?? []),
    ]);
    const others = met.filter(({ id, kind }) => kind === 'account' && id !== session.self?.id);
    return [...new Map<number, User>(others.map((person) => [person.id, person])).values()];
  });
}
