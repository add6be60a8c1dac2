import { useRouter } from 'vue-router';
import { isArchived } from '../../stores/chat-settings.ts';
import { useChats } from '../../stores/chats.ts';
import { useCommand } from './commands.ts';

/** Leads to the neighbours of the open chat, in the order of the list. */
export function useNeighbourChats(open: () => string): void {
  const chats = useChats();
  const router = useRouter();

  function go(step: 1 | -1, fits: (uri: string) => boolean = () => true) {
    const uris = chats.sorted.filter((chat) => !isArchived(chat)).map(({ uri }) => uri);
    const place = uris.indexOf(open());
    const start = place === -1 && step === -1 ? uris.length : place;
    for (let n = 1; n <= uris.length; n++) {
      // Past the end, the list begins again.
      const uri = uris[(start + step * n + uris.length * 2) % uris.length]!;
      if (uri !== open() && fits(uri)) return router.push(`/chats/${uri}`);
    }
    return undefined;
  }
  /** Muted ones can wait. */
  const isWaiting = (uri: string) => {
    const chat = chats.chats.get(uri);
    if (chat === undefined || chat.settings.level === 'nothing') return false;
    return chat.unread_count > 0 || chat.unread_from !== null;
  };
  useCommand('previousChat', () => go(-1));
  useCommand('nextChat', () => go(1));
  useCommand('previousUnread', () => go(-1, isWaiting));
  useCommand('nextUnread', () => go(1, isWaiting));
}
