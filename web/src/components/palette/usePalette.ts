import { foldWord, type Chat, type User } from '@chatire/protocol';
import { computed, type Ref } from 'vue';
import { useRoute, useRouter } from 'vue-router';
import { useChatName } from '../../composables/useChatName.ts';
import { useKnownPeople } from '../../composables/useKnownPeople.ts';
import { useTexts } from '../../locales/texts.ts';
import { pairOf } from '../../stores/chat-state.ts';
import { useChats } from '../../stores/chats.ts';
import { useSession } from '../../stores/session.ts';
import { isArchived } from '../../stores/chat-settings.ts';
import { useStartChat } from '../chat/useStartChat.ts';
import { matchWords } from './match-words.ts';
import { useActions, type Action } from './useActions.ts';

export type PaletteItem = { key: string; words: string; run: () => void | Promise<unknown> } & (
  | { kind: 'chat'; name: string; chat: Chat }
  | { kind: 'person'; name: string; person: User }
  | { kind: 'action'; name: string; action: Action }
);

/** Of each sort, so that the others stay in view. */
const most = { chat: 7, person: 5, action: 6 };

/** Where one can go and what one can do, the best fits first. */
export function usePalette(wanted: Ref<string>) {
  const { t } = useTexts();
  const { startWith } = useStartChat();
  const chats = useChats();
  const session = useSession();
  const router = useRouter();
  const route = useRoute();
  const nameOf = useChatName();
  const actions = useActions();
  const known = useKnownPeople();

  const all = computed<PaletteItem[]>(() => [
    ...chats.sorted.map((chat) => {
      const name = nameOf(chat);
      const run = () => router.push(`/chats/${chat.uri}`);
      return { kind: 'chat' as const, key: chat.uri, name, words: foldWord(name), chat, run };
    }),
    ...people.value.map((person) => ({
      kind: 'person' as const,
      key: `person ${person.id}`,
      name: person.name,
      words: foldWord(`${person.name} ${person.username}`),
      person,
      run: () => startWith(person.username),
    })),
    ...actions.value.map((action) => {
      const name = t(action.text);
      return {
        kind: 'action' as const,
        key: action.text,
        name,
        words: foldWord(name),
        action,
        run: action.run,
      };
    }),
  ]);

  /** Not those who are among the chats already, as a chat of two. */
  const people = computed(() => {
    const paired = new Set(chats.sorted.map((chat) => pairOf(chat)?.id));
    return session.isGuest ? [] : known.value.filter(({ id }) => !paired.has(id));
  });

  /** Shown before a letter is typed: where else one could go. Nobody looks for a person without a letter of the name. */
  function isWorthAsking(item: PaletteItem): boolean {
    if (item.kind === 'chat') return item.chat.uri !== route.params['uri'] && !isArchived(item.chat);
    return item.kind === 'action';
  }

  return computed(() => {
    const word = foldWord(wanted.value.trim());
    const ranked = all.value
      .map((item) => ({ item, rank: matchWords(word, item.words) }))
      .filter(({ item, rank }) => (word ? rank > 0 : isWorthAsking(item)))
      .sort((a, b) => b.rank - a.rank);
    const kinds = [...new Set(ranked.map(({ item }) => item.kind))];
    return kinds.map((kind) => ({
      kind,
      items: ranked.flatMap(({ item }) => (item.kind === kind ? [item] : [])).slice(0, most[kind]),
    }));
  });
}
