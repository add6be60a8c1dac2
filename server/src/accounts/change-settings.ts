import type { Settings } from '@chatire/protocol';
import { lookAgain } from '../channels/add-deliveries.ts';
import type { Database } from '../database/database.ts';
import { Refused } from '../errors.ts';
import type { Announce } from '../log/notices.ts';
import { announceSelf } from './announce-self.ts';
import { mergeSettings } from './user-store.ts';

/** Gives all settings, with those of `change` as they are there. The person's other devices hear of it. */
export async function changeSettings(
  db: Database,
  announce: Announce,
  userId: number,
  change: Settings,
): Promise<Settings> {
  const account = await mergeSettings(db, userId, change);
  if (!account) throw new Refused('not_signed_in', 'This sign-in has ended. Sign in again.');
  if ('quiet_hours' in change || 'time_zone' in change) await lookAgain(db, userId);
  announceSelf(announce, account);
  return account.settings;
}
