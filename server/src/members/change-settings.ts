import type { ChatSettings, ChatSettingsChange } from '@chatire/protocol';
import type { Place } from '../chats/in-chat.ts';
import type { Database } from '../database/database.ts';
import { ChatNotFound } from '../errors.ts';
import type { Announce } from '../log/notices.ts';
import { updateSettings } from './settings-store.ts';

/** A member pins, mutes or archives the chat, for nobody else, and the member's other devices hear of it. */
export async function changeSettings(
  db: Database,
  announce: Announce,
  place: Place,
  change: ChatSettingsChange,
): Promise<ChatSettings> {
  const settings = await updateSettings(db, place.userId, place.uri, change);
  if (!settings) throw new ChatNotFound();
  const { userId, uri } = place;
  announce([{ to: 'user', userId, kind: 'chat_settings', uri, settings }]);
  return settings;
}
