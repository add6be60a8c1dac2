import { countCharacters } from '@chatire/protocol';
import type { Database } from '../database/database.ts';
import { InvalidInput, Refused } from '../errors.ts';
import { findOpenLink } from '../links/open-link-store.ts';
import type { LiveSettings } from './server-settings.ts';

interface Parts {
  db: Database;
  settings: LiveSettings;
}

/** Whether somebody may make an account here. `invitation`: the code of a chat's link. */
export async function maySignUp({ db, settings }: Parts, invitation: string | undefined): Promise<boolean> {
  const { sign_up } = settings.now();
  if (sign_up !== 'invitation') return sign_up === 'open';
  return invitation !== undefined && (await findOpenLink(db, invitation)) !== undefined;
}

export async function judgeSignUp(parts: Parts, invitation: string | undefined): Promise<void> {
  if (await maySignUp(parts, invitation)) return;
  throw new Refused(
    'not_allowed',
    parts.settings.now().sign_up === 'closed'
      ? 'Nobody can sign up on this server. Ask whoever runs it.'
      : 'To sign up here, open the link of a chat to which you are invited.',
  );
}

/** A guest has come by a link already. */
export function judgeKeeping({ settings }: Pick<Parts, 'settings'>): void {
  if (settings.now().sign_up === 'closed')
    throw new Refused('not_allowed', 'Nobody can sign up on this server. Ask whoever runs it.');
}

/** Before the link is looked at: who may not come in by any learns nothing of this one. */
export function judgeGuest({ settings }: Pick<Parts, 'settings'>): void {
  if (!settings.now().guests)
    throw new Refused('not_allowed', 'There are no guests on this server. Sign in, or sign up first.');
}

/** Of a message that somebody writes: the server may allow less than the protocol. */
export function judgeLength({ settings }: Pick<Parts, 'settings'>, text: string): void {
  const most = settings.now().message_length;
  if (countCharacters(text) > most)
    throw new InvalidInput({ message: [`Must have at most ${most} characters.`] });
}
