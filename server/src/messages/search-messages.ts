import { limits } from '@chatire/protocol';
import { createAdmission } from '../admission.ts';
import type { Database } from '../database/database.ts';
import { ChatNotFound, Refused } from '../errors.ts';
import { searchPatterns } from './search-pattern.ts';
import { selectMatches } from './search-store.ts';

/** Places of the log that are looked at for one answer. See decision 0039 for how long that takes. */
const span = 20_000;

/** Of a process: a chat of nothing but long texts takes ten times as long, and posts need connections to the database, too. */
const searches = createAdmission({ atOnce: 2, waiting: 50 });

/** What in a chat has all words of a text. It is the JSON text of `FoundMessages`. */
export async function searchMessages(
  db: Database,
  userId: number,
  uri: string,
  { text, before }: { text: string; before?: number | undefined },
): Promise<string> {
  const place = await searches.enter();
  if (!place)
    throw new Refused('unavailable', 'Too many people are looking for messages. Try again in a moment.');
  try {
    const patterns = searchPatterns(text);
    const found = await selectMatches(db, userId, uri, {
      patterns,
      before,
      span,
      limit: limits.searchResults,
    });
    if (found === undefined) throw new ChatNotFound();
    return found;
  } finally {
    place.leave();
  }
}
