import { limits, type Link, type LinkChange } from '@chatire/protocol';
import { hashPassword } from '../accounts/password-hash.ts';
import { inChat, type Place } from '../chats/in-chat.ts';
import { newUri } from '../chats/new-uri.ts';
import type { Database } from '../database/database.ts';
import { InvalidInput, Refused } from '../errors.ts';
import { writeAudit } from '../moderation/audit-store.ts';
import { countOpenLinks, insertLink, selectLink, updateLink } from './link-store.ts';

/** Owner and moderators make another link to the chat. */
export async function makeLink(db: Database, place: Place, wish: LinkChange): Promise<Link> {
  const { role = 'member', ask_first = false, name = null, ...rest } = await judged(wish);
  return inChat(db, place, ['change_link'], async (tx, chat) => {
    if ((await countOpenLinks(tx, chat.id)) >= limits.linksOfChat)
      throw new Refused(
        'conflict',
        `A chat has at most ${limits.linksOfChat} links that work. Revoke one first.`,
      );
    const made = {
      chat_id: chat.id,
      code: newUri(),
      role,
      ask_first,
      name,
      ...rest,
      created_by: place.userId,
    };
    const id = await insertLink(tx, made);
    const details = { link: name, role };
    await writeAudit(tx, { chatId: chat.id, actorId: place.userId, action: 'link_made', details });
    return linkOf(await selectLink(tx, chat.id, id));
  });
}

/** What is left out stays as it is; whoever came by the link stays what they are. */
export async function changeLink(db: Database, place: Place, id: number, wish: LinkChange): Promise<Link> {
  const change = await judged(wish);
  return inChat(db, place, ['change_link'], async (tx, chat) => {
    if (!(await updateLink(tx, chat.id, id, change))) throw new LinkNotFound();
    const link = linkOf(await selectLink(tx, chat.id, id));
    const details = { link: link.name, role: link.role };
    await writeAudit(tx, { chatId: chat.id, actorId: place.userId, action: 'link_changed', details });
    return link;
  });
}

export class LinkNotFound extends Refused {
  constructor() {
    super('not_found', 'There is no such link, or it was revoked.');
  }
}

/** Hashing takes its time, so it is done before the chat is locked. */
async function judged({ password, ...wish }: LinkChange) {
  if (wish.expires_at && wish.expires_at.getTime() <= Date.now())
    throw new InvalidInput({ expires_at: ['Must be in the future.'] });
  const given = Object.entries(wish).filter(([, value]) => value !== undefined);
  const change = Object.fromEntries(given) as { [Key in keyof typeof wish]: NonNullable<(typeof wish)[Key]> };
  if (password === undefined) return change;
  return { ...change, password_hash: password === null ? null : await hashPassword(password) };
}

function linkOf(link: Link | undefined): Link {
  if (!link) throw new Error('A link that was just written is not there.');
  return link;
}
