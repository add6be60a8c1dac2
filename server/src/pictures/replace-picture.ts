import { randomBytes } from 'node:crypto';
import type { Transaction } from '../database/database.ts';
import {
  deletePicture,
  insertPicture,
  lockPictureId,
  updatePictureId,
  type Pictured,
} from './picture-store.ts';

/** Puts a picture, or none, where one was; the old one is gone. It gets an address of its own: 128 random bits. */
export async function replacePicture(
  tx: Transaction,
  of: Pictured,
  id: number,
  bytes: Buffer | null,
): Promise<void> {
  const before = await lockPictureId(tx, of, id);
  const pictureId = bytes && randomBytes(16).toString('base64url');
  if (bytes && pictureId) await insertPicture(tx, { id: pictureId, bytes });
  await updatePictureId(tx, of, id, pictureId);
  if (before !== undefined) await deletePicture(tx, before);
}
