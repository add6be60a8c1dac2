import type { Database } from '../database/database.ts';
import { readTogether } from '../read-together.ts';
import { selectWriting, type MemberPlace } from './member-store.ts';

/**
 * Whether somebody may write in a chat at this moment; for what is no message, whose statement judges by itself. A thousand who
 * type at once cost a statement or two.
 */
export function createMayWrite(db: Database): (userId: number, chatId: number) => Promise<boolean> {
  const read = readTogether(async (places: readonly MemberPlace[]) => {
    const writing = await selectWriting(db, places);
    return new Map(places.map((place, index) => [place, writing.has(index)]));
  });
  return async (userId, chatId) => {
    const place = { userId, chatId };
    return (await read([place])).get(place) ?? false;
  };
}
