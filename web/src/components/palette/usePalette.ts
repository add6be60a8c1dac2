import type { Chat, User } from '@chatire/protocol';
import { computed, type Ref } from 'vue';
import { useRoute, useRouter } from 'vue-router';
import { foldWord } from '../../composables/fold-word.ts';
import { useChatName } from '../../composables/useChatName.ts';
import { useConnection } from '../../connection/index.ts';
import { useTexts } from '../../locales/texts.ts';
import { pairOf } from '../../stores/chat-state.ts';
import { useChats } from '../../stores/chats.ts';
import { useSession } from '../../stores/session.ts';
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
  const { api } = useConnection();
  const chats = useChats();
  const session = useSession();
  const router = useRouter();
  const route = useRoute();
  const nameOf = useChatName();
  const actions = useActions();

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
      run: () => talkTo(person),
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

  /** Known from the chats, and not to be found among them as a chat of two. */
  const people = computed(() => {
    if (session.isGuest) return [];
    const known = [
      ...chats.members.values(),
      ...chats.sorted.map((chat) => [...chat.some_members, chat.owner ?? []]),
    ].flat(2);
    const paired = new Set(chats.sorted.map((chat) => pairOf(chat)?.id));
    const others = known.filter(
      ({ id, kind }) => kind === 'account' && id !== session.self?.id && !paired.has(id),
    );
    return [...new Map(others.map((person) => [person.id, person])).values()];
  });

  async function talkTo({ username }: User) {
    const chat = await api.chatWith(username);
    chats.adopt(chat);
    await router.push(`/chats/${chat.uri}`);
  }

  return computed(() => {
    const word = foldWord(wanted.value.trim());
    const ranked = all.value
      .map((item) => ({ item, rank: matchWords(word, item.words) }))
      // Without a word: where else one could go. Nobody looks for a person without a letter of the name.
      .filter(({ item, rank }) =>
        word ? rank > 0 : item.kind !== 'person' && item.key !== route.params['uri'],
      )
      .sort((a, b) => b.rank - a.rank);
    const kinds = [...new Set(ranked.map(({ item }) => item.kind))];
    return kinds.map((kind) => ({
      kind,
      items: ranked.flatMap(({ item }) => (item.kind === kind ? [item] : [])).slice(0, most[kind]),
    }));
  });
}
