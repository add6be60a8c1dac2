import type { Database } from '../database/database.ts';
import { Refused } from '../errors.ts';
import { selectPicture } from './picture-store.ts';

/** Whoever knows the address may see the picture: pages fetch it without a token. */
export async function readPicture(db: Database, file: string): Promise<Buffer> {
  const [, id] = /^([A-Za-z0-9_-]{22})\.webp$/.exec(file) ?? [];
  const bytes = id && (await selectPicture(db, id));
  if (!bytes) throw new Refused('not_found', 'There is no such picture.');
  return bytes;
}
