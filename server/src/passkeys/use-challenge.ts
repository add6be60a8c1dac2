import type { Database } from '../database/database.ts';
import { Refused } from '../errors.ts';
import { deleteOldChallenges, insertUsedChallenge } from './challenge-store.ts';

/** What a browser was asked, as its sealed cookie says. */
export type Asked = {
  challenge: string;
  /** Who adds a passkey: the session in which it was begun. null: somebody signs in. */
  sessionId: string | null;
};

/**
 * Gives the challenge that has to be answered: good once, also when the answer turns out to be wrong, and only for what it was asked for,
 * in the session that asked.
 */
export async function useChallenge(
  db: Database,
  asked: Asked | undefined,
  sessionId: string | null,
): Promise<string> {
  await deleteOldChallenges(db);
  if (asked?.sessionId === sessionId && (await insertUsedChallenge(db, asked.challenge)))
    return asked.challenge;
  throw new Refused('conflict', 'That took too long, or was begun in another browser. Try again.');
}
