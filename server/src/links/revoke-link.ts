import { mayRemove, roles } from '@chatire/protocol';
import { inChat, type Place } from '../chats/in-chat.ts';
import type { Database } from '../database/database.ts';
import { announceEvents, appendForEach } from '../log/append-events.ts';
import type { Announce, Notice } from '../log/notices.ts';
import { writeAudit } from '../moderation/audit-store.ts';
import { noticesOfWaiting } from '../moderation/waiting.ts';
import { deleteMembersByLink, selectLink, updateLink } from './link-store.ts';
import { LinkNotFound } from './make-link.ts';
import { refuseRequests } from './request-store.ts';

/** At once: whoever posts waits for a chat that is locked. */
const piece = 100;

/** Nobody comes in by the link any more, nor waits for it. With `members`, whoever came by it goes, except those of a higher role. */
export async function revokeLink(
  db: Database,
  announce: Announce,
  place: Place,
  { id, members }: { id: number; members: boolean },
): Promise<void> {
  const actions = members ? (['change_link', 'remove_members'] as const) : (['change_link'] as const);
  const notices = await inChat(db, place, actions, async (tx, chat) => {
    const link = await selectLink(tx, chat.id, id);
    if (!link) throw new LinkNotFound();
    await updateLink(tx, chat.id, id, { revoked_at: new Date() });
    const details = { link: link.name, members };
    await writeAudit(tx, { chatId: chat.id, actorId: place.userId, action: 'link_revoked', details });
    const refused = await refuseRequests(tx, chat.id, { linkId: id });
    return refused.length > 0 ? [...refused.map(noticeOfRefusal), ...(await noticesOfWaiting(tx, chat))] : [];
  });
  announce(notices);
  while (members && (await removePiece(db, announce, place, id)));
}

export const noticeOfRefusal = ({ user_id: userId, code }: { user_id: number; code: string }): Notice => ({
  to: 'user',
  userId,
  kind: 'request_answered',
  link: code,
  let_in: false,
});

async function removePiece(db: Database, announce: Announce, place: Place, linkId: number): Promise<boolean> {
  const events = await inChat(db, place, ['remove_members'], async (tx, chat) => {
    const lower = roles.filter((role) => mayRemove(chat, { role }));
    const gone = await deleteMembersByLink(tx, { chatId: chat.id, linkId, roles: lower, most: piece });
    return appendForEach(tx, chat.id, 'member_left', gone);
  });
  announceEvents(announce, events);
  return events.length === piece;
}
