import type { Database } from '../database/database.ts';
import { selectTextsOf } from '../messages/erase-texts-store.ts';
import { selectOwnMessages, selectOwnParts } from './export-store.ts';

/** At once, so that however much somebody wrote, little of it is in memory. */
const batch = 500;

/**
 * All that is kept of a person as one JSON document, piece by piece: what the person wrote and chose, not what others did. Pieces are read as they
 * are wanted, so it isn't as of one moment.
 */
export async function* exportUser(db: Database, userId: number): AsyncGenerator<string> {
  const about = { format: 'chatire', version: 1, exported_at: new Date().toISOString() };
  yield JSON.stringify(about).slice(0, -1);
  for (const [name, json] of Object.entries(await selectOwnParts(db, userId))) yield `,\n"${name}":${json}`;
  yield ',\n"messages":[';
  const ids = await selectTextsOf(db, userId);
  let separator = '\n';
  for (let start = 0; start < ids.length; start += batch)
    for (const message of await selectOwnMessages(db, ids.slice(start, start + batch))) {
      yield `${separator}${message}`;
      separator = ',\n';
    }
  yield ']}\n';
}
