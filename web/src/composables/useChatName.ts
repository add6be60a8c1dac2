import type { Chat } from '@chatire/protocol';
import { useTexts } from '../locales/texts.ts';
import { useSession } from '../stores/session.ts';
import { usePersonName } from './usePersonName.ts';

/** What a chat is called: its name, else its other members. */
export function useChatName() {
  const { t } = useTexts();
  const session = useSession();
  const personName = usePersonName();
  return (chat: Pick<Chat, 'kind' | 'name' | 'some_members'>): string => {
    if (chat.name) return chat.name;
    const others = chat.some_members.filter(({ id }) => id !== session.self?.id);
    return others.map(personName).join(', ') || t(chat.kind === 'direct' ? 'chat.alone' : 'chat.unnamed');
  };
}
