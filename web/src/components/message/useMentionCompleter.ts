import { useTexts } from '../../locales/texts.ts';
import { useChats } from '../../stores/chats.ts';
import { useSession } from '../../stores/session.ts';
import { mentionCompleter } from './mention-completer.ts';

/** People of a chat behind an @. */
export function useMentionCompleter(uri: string) {
  const { t } = useTexts();
  const chats = useChats();
  const session = useSession();
  return mentionCompleter({
    chat: () => chats.chats.get(uri),
    members: () => chats.members.get(uri) ?? [],
    selfId: () => session.self?.id,
    sayAll: () => t('message.mentionAll'),
  });
}
