import { limits } from '@chatire/protocol';
import type { Database } from '../database/database.ts';
import { ChatNotFound } from '../errors.ts';
import { searchPatterns } from './search-pattern.ts';
import { selectMatches } from './search-store.ts';

/** Places of the log that are looked at for one answer: a tenth of a second of one core. See decision 0039. */
const span = 50_000;

/** What in a chat has all words of a text. It is the JSON text of `FoundMessages`. */
export async function searchMessages(
  db: Database,
  userId: number,
  uri: string,
  { text, before }: { text: string; before?: number | undefined },
): Promise<string> {
  const patterns = searchPatterns(text);
  const found = await selectMatches(db, userId, uri, { patterns, before, span, limit: limits.searchResults });
  if (found === undefined) throw new ChatNotFound();
  return found;
}
