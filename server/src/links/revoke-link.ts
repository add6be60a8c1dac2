import { mayRemove, roles, type Action } from '@chatire/protocol';
import { inChat, type Place } from '../chats/in-chat.ts';
import type { Database } from '../database/database.ts';
import { announceEvents, appendForEach } from '../log/append-events.ts';
import type { Announce, Notice } from '../log/notices.ts';
import { writeAudit } from '../moderation/audit-store.ts';
import { insertBans } from '../moderation/ban-store.ts';
import { deleteHeldOf } from '../moderation/held-store.ts';
import { noticesOfWaiting } from '../moderation/waiting.ts';
import { deleteMembersByLink, selectLink, updateLink } from './link-store.ts';
import { LinkNotFound } from './make-link.ts';
import { refuseRequests } from './request-store.ts';

/** At once: whoever posts waits for a chat that is locked. */
const piece = 100;

/** What becomes of those who came by a link that is revoked, except those of a higher role. */
type Fate = 'stay' | 'go' | 'banned';
const wanted = {
  stay: ['change_link'],
  go: ['change_link', 'remove_members'],
  banned: ['change_link', 'moderate'],
} as const satisfies Record<Fate, readonly Action[]>;

/** Nobody comes in by the link any more, nor waits for it. */
export async function revokeLink(
  db: Database,
  announce: Announce,
  place: Place,
  { id, members }: { id: number; members: Fate },
): Promise<void> {
  const notices = await inChat(db, place, wanted[members], async (tx, chat) => {
    const link = await selectLink(tx, chat.id, id);
    if (!link) throw new LinkNotFound();
    await updateLink(tx, chat.id, id, { revoked_at: new Date() });
    const details = { link: link.name, members: members !== 'stay', ban: members === 'banned' };
    await writeAudit(tx, { chatId: chat.id, actorId: place.userId, action: 'link_revoked', details });
    const refused = await refuseRequests(tx, chat.id, { linkId: id });
    return refused.length > 0 ? [...refused.map(noticeOfRefusal), ...(await noticesOfWaiting(tx, chat))] : [];
  });
  announce(notices);
  if (members !== 'stay') while (await removePiece(db, announce, place, id, members));
}

export const noticeOfRefusal = ({ user_id: userId, code }: { user_id: number; code: string }): Notice => ({
  to: 'user',
  userId,
  kind: 'request_answered',
  link: code,
  let_in: false,
});

async function removePiece(
  db: Database,
  announce: Announce,
  place: Place,
  linkId: number,
  fate: 'go' | 'banned',
): Promise<boolean> {
  const { events, notices } = await inChat(db, place, wanted[fate], async (tx, chat) => {
    const lower = roles.filter((role) => mayRemove(chat, { role }));
    const gone = await deleteMembersByLink(tx, { chatId: chat.id, linkId, roles: lower, most: piece });
    await deleteHeldOf(tx, chat.id, gone);
    if (fate === 'banned') await insertBans(tx, chat.id, gone);
    const events = await appendForEach(tx, chat.id, 'member_left', gone);
    return { events, notices: gone.length > 0 ? await noticesOfWaiting(tx, chat) : [] };
  });
  announceEvents(announce, events);
  announce(notices);
  return events.length === piece;
}
