import type { Chat, ChatSettings } from '@chatire/protocol';
import { defineStore } from 'pinia';
import type { SettingsWish } from '../connection/api.ts';
import { useConnection } from '../connection/index.ts';
import { useChats } from './chats.ts';

/** What the person has chosen for each chat. It stands in no log: it comes with the list and on the person's own channel. */
export const useChatSettings = defineStore('chat-settings', () => {
  const { api } = useConnection();
  const chats = useChats();

  const heard = (uri: string, settings: ChatSettings) => chats.change(uri, { settings });

  /** Shown at once; taken back if the server refuses or can't be reached. */
  async function change(chat: Chat, wish: SettingsWish) {
    const { archived, ...rest } = wish;
    const archived_sequence =
      archived === undefined ? chat.settings.archived_sequence : archived ? chat.sequence : null;
    heard(chat.uri, { ...chat.settings, ...rest, archived_sequence });
    try {
      heard(chat.uri, await api.changeSettings(chat.uri, wish));
    } catch (error) {
      heard(chat.uri, chat.settings);
      throw error;
    }
  }

  /** Takes the settings from a list that was asked for while `before` was held; what came by itself meanwhile is newer. */
  function refresh(listed: readonly Chat[], before: ReadonlyMap<string, Chat>) {
    for (const { uri, settings } of listed)
      if (chats.chats.get(uri)?.settings === before.get(uri)?.settings) heard(uri, settings);
  }

  return { heard, change, refresh };
});

/** Put away, until a newer message brings it back; a muted one stays away. */
export function isArchived({ settings, last_message: last }: Chat): boolean {
  if (settings.archived_sequence === null) return false;
  return settings.level === 'nothing' || (last?.sequence ?? 0) <= settings.archived_sequence;
}
