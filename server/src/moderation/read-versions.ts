import type { Versions } from '@chatire/protocol';
import type { Database } from '../database/database.ts';
import { Refused } from '../errors.ts';
import type { MessageOfSomebody } from '../messages/change-message.ts';
import { selectMessage } from '../messages/message-store.ts';
import { findModerated } from './find-moderated.ts';
import { selectVersions } from './version-store.ts';

/** What a message said before it was edited, for those who look after its chat and see the message itself. */
export async function readVersions(db: Database, { userId, uri, id }: MessageOfSomebody): Promise<Versions> {
  const chat = await findModerated(db, { userId, uri });
  if (!(await selectMessage(db, chat, id)))
    throw new Refused('not_found', 'There is no such message in this chat.');
  return { versions: await selectVersions(db, id) };
}
